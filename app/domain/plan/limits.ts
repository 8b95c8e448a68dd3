import { sql } from "kysely";
import { countAll } from "#app/domain/list-page.ts";
import { tenantChange, tenantQuery } from "#app/domain/query.ts";
import { integer, type TenantScope, typed } from "#db/query.ts";
import type { Writer } from "#db/transaction.ts";
import { limitsOf, type PlanLimitReached, type PlanLimits, type PlanName } from "./plans.ts";

/** Index: tenants_pkey. Foreign keys to the tenant don't wait for this lock. */
const lockPlanRow = tenantChange((db) =>
  db.selectFrom("tenants").select(["plan", "plan_overrides as overrides"]).forNoKeyUpdate(),
);

export interface PlanInForce {
  plan: PlanName;
  limits: PlanLimits;
}

/** Holds the tenant's row until the transaction ends. @throws if the tenant is not there, or not in reach. */
export async function lockPlan(tx: TenantScope<Writer>): Promise<PlanInForce> {
  const row = await lockPlanRow.first(tx);
  if (!row) throw new Error("This tenant is not in reach of the transaction");
  return { plan: row.plan, limits: limitsOf(row.plan, row.overrides) };
}

const used = {
  /** By the clock, which runs while this waits for a lock. Indexes: memberships_pkey, invitations_pending. */
  members: tenantQuery((db) => {
    const members = db.selectFrom("memberships").select(countAll.as("count"));
    const invited = db
      .selectFrom("invitations")
      .select(countAll.as("count"))
      .where("accepted_at", "is", null)
      .where("revoked_at", "is", null)
      .where("expires_at", ">", sql<Date>`clock_timestamp()`);
    return db.selectNoFrom(typed(integer, sql`${members} + ${invited}`).as("count"));
  }),
  /** Index: projects_active. */
  projects: tenantQuery((db) =>
    db.selectFrom("projects").select(countAll.as("count")).where("archived_at", "is", null),
  ),
};
export type CountedLimit = keyof typeof used;

export async function usedOf(tx: TenantScope, limit: CountedLimit): Promise<number> {
  const row = await used[limit].first(tx);
  return row?.count ?? 0;
}

/** Null if there is room for `wanted` more. Holds the tenant's row: ask in the transaction that adds. */
export async function limitReached(
  tx: TenantScope<Writer>,
  limit: CountedLimit,
  wanted = 1,
): Promise<PlanLimitReached | null> {
  const { plan, limits } = await lockPlan(tx);
  const allowed = limits[limit];
  if (allowed === null) return null;
  const left = allowed - (await usedOf(tx, limit));
  return left >= wanted ? null : { limit, allowed, left: Math.max(left, 0), plan };
}
