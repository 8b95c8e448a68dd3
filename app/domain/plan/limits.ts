import { z } from "zod";
import type { Reader, TenantWriter, Writer } from "#db/transaction.ts";
import {
  features,
  limitsOf,
  type PlanLimitReached,
  type PlanLimits,
  type PlanName,
  type PlanOverrides,
} from "./plans.ts";

const countLimit = z.int().min(0).max(1_000_000).nullable();

/** What an operator may override for one tenant: the only shape `plan_overrides` is written in. */
export const overridesSchema = z.strictObject({
  members: countLimit.optional(),
  projects: countLimit.optional(),
  requestsPerMinute: z.int().min(1).max(1_000_000).optional(),
  features: z.array(z.enum(features)).optional(),
}) satisfies z.ZodType<PlanOverrides>;

/**
 * Holds the tenant's row until the transaction ends, as `lockPlan` does, where nothing is counted. Of a tenant that the
 * acting person has left meanwhile there is nothing to hold.
 */
export async function lockTenant(tx: TenantWriter): Promise<void> {
  await tx.rows("select from control.tenants where id = $1 for no key update", [tx.tenantId]);
}

export interface PlanInForce {
  plan: PlanName;
  limits: PlanLimits;
}

/**
 * The tenant's plan in force, with its row locked until the transaction ends: of parallel additions each sees what the
 * one before has added. Members' and others' foreign keys to the tenant don't wait for this lock.
 * @throws if there is no such tenant, or not in this transaction.
 */
export async function lockPlan(tx: Writer, tenantId: string): Promise<PlanInForce> {
  const [row] = await tx.rows<{ plan: PlanName; overrides: PlanOverrides }>(
    `select plan, plan_overrides as overrides from control.tenants where id = $1 for no key update`,
    [tenantId],
  );
  if (!row) throw new Error("This tenant is not in reach of the transaction");
  return { plan: row.plan, limits: limitsOf(row.plan, row.overrides) };
}

// Indexes: the memberships' key, invitations_pending; projects_active. Time is the clock's: whoever waited for the lock
// must not take an invitation for open whose seat was given away meanwhile.
const used = {
  members: `select (
      (select count(*) from control.memberships where tenant_id = $1)
      + (select count(*) from control.invitations
         where tenant_id = $1 and accepted_at is null and revoked_at is null and expires_at > clock_timestamp())
    )::int as used`,
  projects: "select count(*)::int as used from tenant.projects where tenant_id = $1 and archived_at is null",
};
export type CountedLimit = keyof typeof used;

/** How much of a limit is in use now. */
export async function usedOf(tx: Reader, tenantId: string, limit: CountedLimit): Promise<number> {
  const [row] = await tx.rows<{ used: number }>(used[limit], [tenantId]);
  return row?.used ?? 0;
}

/**
 * Whether one more, or as many as are `wanted`, would go beyond the plan: what was reached, or null if there is room.
 * Holds the tenant's row until the transaction ends, so ask in the transaction that adds.
 */
export async function limitReached(
  tx: Writer,
  tenantId: string,
  limit: CountedLimit,
  wanted = 1,
): Promise<PlanLimitReached | null> {
  const { plan, limits } = await lockPlan(tx, tenantId);
  const allowed = limits[limit];
  if (allowed === null) return null;
  const left = allowed - (await usedOf(tx, tenantId, limit));
  return left >= wanted ? null : { limit, allowed, left: Math.max(left, 0), plan };
}
