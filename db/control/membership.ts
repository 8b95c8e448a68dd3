import type { PlanLimitReached } from "#app/plans.ts";
import type { Role } from "#app/policies/permissions.ts";
import { holdsSeat, settleInvitation } from "./invitation.ts";
import { limitReached, lockPlan, type Statements } from "./plan.ts";

export interface NewMember {
  tenantId: string;
  userId: string;
  role: Role;
}

export type Addition =
  | { outcome: "added" }
  | { outcome: "was-member"; role: Role }
  | { outcome: "limit-reached"; reached: PlanLimitReached };

/**
 * Adds a person to a tenant, if its plan has a seat left or one is kept for them because they are invited; a role they
 * have already is kept. Of parallel additions no more succeed than there are seats, because each holds the tenant's row
 * until its transaction ends.
 */
export async function addMember(tx: Statements, { tenantId, userId, role }: NewMember): Promise<Addition> {
  await lockPlan(tx, tenantId);
  const [membership] = await tx.rows<{ role: Role }>(
    "select role from control.memberships where tenant_id = $1 and user_id = $2",
    [tenantId, userId],
  );
  if (membership) return { outcome: "was-member", role: membership.role };
  if (!(await holdsSeat(tx, { tenantId, userId }))) {
    const reached = await limitReached(tx, tenantId, "members");
    if (reached) return { outcome: "limit-reached", reached };
  }
  await tx.rows("insert into control.memberships (tenant_id, user_id, role) values ($1, $2, $3)", [
    tenantId,
    userId,
    role,
  ]);
  await settleInvitation(tx, { tenantId, userId });
  return { outcome: "added" };
}
