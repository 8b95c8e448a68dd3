import { holdsSeat, revokeUngrantable, settleInvitation } from "#app/domain/invitation/invitation.ts";
import { limitReached, lockPlan, lockTenant } from "#app/domain/plan/limits.ts";
import type { PlanLimitReached } from "#app/domain/plan/plans.ts";
import { type TenantWriter, type Writer, withinTenant } from "#db/transaction.ts";
import type { Actor, Role } from "./permissions.ts";
import { judgeLeaving, judgeRemoval, judgeRole, judgeTransfer, type Member, type Verdict } from "./policy.ts";

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
export async function addMember(tx: Writer, { tenantId, userId, role }: NewMember): Promise<Addition> {
  await lockPlan(withinTenant(tx, tenantId));
  const [membership] = await tx.rows<{ role: Role }>(
    "select role from control.memberships where tenant_id = $1 and user_id = $2",
    [tenantId, userId],
  );
  if (membership) return { outcome: "was-member", role: membership.role };
  if (!(await holdsSeat(tx, { tenantId, userId }))) {
    const reached = await limitReached(withinTenant(tx, tenantId), "members");
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

/** `gone`: the one it was about is not in the tenant, or not any more; `outside`: the acting person isn't. */
export type Refusal = "gone" | "outside" | Exclude<Verdict, "allowed">;

/** What became of a change of people. Unless `done`, nothing was written. */
export type Change =
  | {
      outcome: "done";
      /** Pending invitations that went with the right to answer for them. */
      takenBack: number;
    }
  | { outcome: Refusal };

/** Gives a member another role, as the acting person. */
export function changeRole(
  tx: TenantWriter,
  { userId, role }: { userId: string; role: Role },
): Promise<Change> {
  return asJudged(tx, userId, {
    judge: (actor, member) => judgeRole(actor, member, role),
    write: () => become(tx, { userId, role }),
  });
}

/** Takes a member out of the tenant, as the acting person. What they did stays, and stays theirs. */
export function removeMember(tx: TenantWriter, userId: string): Promise<Change> {
  return asJudged(tx, userId, { judge: judgeRemoval, write: () => become(tx, { userId, role: null }) });
}

/** Takes the acting person out of the tenant. The transaction can read nothing of it afterwards. */
export function leaveTenant(tx: TenantWriter): Promise<Change> {
  const { userId } = tx;
  return asJudged(tx, userId, {
    judge: (_, member) => judgeLeaving(member),
    write: () => become(tx, { userId, role: null }),
  });
}

/** Makes a member an owner, in place of the acting person, who is an admin from then on. */
export function transferOwnership(tx: TenantWriter, userId: string): Promise<Change> {
  return asJudged(tx, userId, {
    judge: judgeTransfer,
    async write() {
      await become(tx, { userId, role: "owner" });
      return become(tx, { userId: tx.userId, role: "admin" });
    },
  });
}

/**
 * Gives a member any role, or takes them out (`null`), as the operator: everything is allowed that leaves the tenant an
 * owner. Needs a connection as rowhouse_ops.
 */
export async function decreeRole(
  tx: Writer,
  { tenantId, userId, role }: { tenantId: string; userId: string; role: Role | null },
): Promise<"done" | "gone" | "last-owner"> {
  await lockPlan(withinTenant(tx, tenantId));
  const within = { rows: tx.rows, tenantId };
  const member = await findMember(within, userId);
  if (!member) return "gone";
  if (member.isLastOwner && role !== "owner") return "last-owner";
  await become(within, { userId, role });
  return "done";
}

type Within = Pick<TenantWriter, "rows" | "tenantId">;

/** A member as policies judge them, or null. Index: the memberships' key; a tenant's people are few enough to be looked through. */
export async function findMember({ rows, tenantId }: Within, userId: string): Promise<Member | null> {
  const [member] = await rows<Member>(
    `select m.user_id as id, m.role,
       m.role = 'owner' and not exists (
         select from control.memberships o where o.tenant_id = $1 and o.role = 'owner' and o.user_id <> m.user_id
       ) as "isLastOwner"
     from control.memberships m
     where m.tenant_id = $1 and m.user_id = $2::uuid`,
    [tenantId, userId],
  );
  return member ?? null;
}

/**
 * Writes what the policy allows by what is true while the tenant's row is held. The page was shown, and the door opened,
 * by what was true before.
 */
async function asJudged(
  tx: TenantWriter,
  userId: string,
  { judge, write }: { judge(actor: Actor, member: Member): Verdict; write(): Promise<number> },
): Promise<Change> {
  await lockTenant(tx);
  const actor = await findMember(tx, tx.userId);
  if (!actor) return { outcome: "outside" };
  const member = await findMember(tx, userId);
  if (!member) return { outcome: "gone" };
  const verdict = judge({ user: { id: actor.id }, role: actor.role }, member);
  if (verdict !== "allowed") return { outcome: verdict };
  return { outcome: "done", takenBack: await write() };
}

/**
 * Gives a member a role, or none, and takes back the invitations that they may answer for no more: first, because nobody who
 * has left can. @returns how many were taken back.
 */
async function become(tx: Within, { userId, role }: { userId: string; role: Role | null }): Promise<number> {
  const takenBack = await revokeUngrantable(tx, { userId, roleNow: role });
  const membership = [tx.tenantId, userId];
  if (role) {
    await tx.rows(
      "update control.memberships set role = $3 where tenant_id = $1 and user_id = $2::uuid and role <> $3",
      [...membership, role],
    );
  } else {
    await tx.rows("delete from control.memberships where tenant_id = $1 and user_id = $2::uuid", membership);
  }
  return takenBack;
}
