import type { App } from "#app/app.ts";
import type { PassingFailure, Tenant } from "#app/context.ts";
import { isLogDamaged } from "#app/domain/audit/chain.ts";
import { ShareUsedUpError } from "#db/share.ts";
import { isNotEntered } from "#db/transaction.ts";
import { isTooSlow, isUnavailable } from "#db/unavailable.ts";

/** Of all the pool's statements that no plan has a time for (db/database.ts). */
const usualStatementSeconds = 10;

const damaged = "A change was refused: the tenant's audit log is damaged (rowhouse audit verify)";

/** Null for a bug. */
export function passingFailureOf(error: unknown, tenant: Tenant | null | undefined): PassingFailure | null {
  const plan = tenant?.plan ?? null;
  if (error instanceof ShareUsedUpError) {
    const { limit, atOnce, waitSeconds } = error;
    return {
      status: 429,
      headers: { "Retry-After": String(waitSeconds) },
      overload: { limit, atOnce, plan, waitSeconds },
      event: "A tenant's share was used up",
    };
  }
  if (isTooSlow(error)) {
    const seconds = tenant?.limits.statementSeconds ?? usualStatementSeconds;
    return {
      status: 504,
      headers: {},
      overload: { limit: "statement", seconds, plan },
      event: "A statement took too long",
    };
  }
  if (isNotEntered(error))
    return { status: 404, headers: {}, event: "The session or the membership had ended meanwhile" };
  if (isLogDamaged(error)) return { status: 423, headers: {}, event: damaged };
  if (!isUnavailable(error)) return null;
  return { status: 503, headers: { "Retry-After": "2" }, event: "The database was not available" };
}

export function countRefusal({ metrics }: Pick<App, "metrics">, { status, overload }: PassingFailure): void {
  if (status === 429) metrics.rateLimited.inc({ plan: overload?.plan ?? "none" });
}
