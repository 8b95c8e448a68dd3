import { sql } from "kysely";
import { holdsSeat, revokeUngrantable, settleInvitation } from "#app/domain/invitation/invitation.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached, lockPlan } from "#app/domain/plan/limits.ts";
import { tenantChange } from "#app/domain/query.ts";
import { lockTenant } from "#app/domain/tenant/tenant.ts";
import { boolean, type TenantScope } from "#db/query.ts";
import type { TenantWriter, Writer } from "#db/transaction.ts";
import type { Actor, Role } from "./permissions.ts";
import { judgeLeaving, judgeRemoval, judgeRole, judgeTransfer, type Member, type Verdict } from "./policy.ts";
import { type MemberFacts, memberById } from "./reads.ts";

interface MemberRole {
  userId: string;
  role: Role;
}

/** Functions of the database, which ask the actor's role again: it needn't trust this file. */
const changeRoleAs = tenantChange.byHand(
  "role changed",
  {},
  ({ userId, role }: MemberRole) => sql`select from control.change_role(${userId}, ${role})`,
);
const endMembershipAs = tenantChange.byHand(
  "membership ended",
  {},
  ({ userId }: { userId: string }) => sql`select from control.end_membership(${userId})`,
);
const handOverAs = tenantChange.byHand(
  "tenant handed over",
  { isDone: boolean },
  ({ userId }: { userId: string }) => sql`select control.hand_over(${userId}) as "isDone"`,
);

/** For the operator, as rowhouse_ops. */
const insertMember = tenantChange((db, { userId, role }: MemberRole) =>
  db.insertInto("memberships").values({ user_id: userId, role }),
);

/** An unchanged role is not written: the audit log would note it. Index: memberships_pkey. */
const writeRole = tenantChange((db, { userId, role }: MemberRole) =>
  db.updateTable("memberships").set({ role }).where("user_id", "=", userId).where("role", "!=", role),
);

/** Index: memberships_pkey. */
const deleteMember = tenantChange((db, { userId }: { userId: string }) =>
  db.deleteFrom("memberships").where("user_id", "=", userId),
);

/** An invited user has a seat. Holds the tenant's row: parallel calls add no more than there are seats. */
export async function addMember(
  tx: TenantScope<Writer>,
  { userId, role }: MemberRole,
): Promise<Outcome<undefined, "was-member">> {
  await lockPlan(tx);
  const [member, isInvited] = await Promise.all([memberById.first(tx, { userId }), holdsSeat(tx, userId)]);
  if (member) return outcome.refused("was-member");
  const reached = isInvited ? null : await limitReached(tx, "members");
  if (reached) return outcome.overLimit(reached);
  await insertMember(tx, { userId, role });
  await settleInvitation(tx, { userId });
  return outcome.done();
}

export interface MemberChange {
  /** As they were before. */
  member: MemberFacts;
  /** How many pending invitations were revoked with it. */
  revoked: number;
}

export function changeRole(
  tx: TenantWriter,
  { userId, role }: MemberRole,
): Promise<Outcome<MemberChange, "last-owner">> {
  return decide(tx, userId, {
    judge: (actor, member) => judgeRole(actor, member, role),
    async write() {
      const revoked = await revokeUngrantable(tx, { userId, role });
      await changeRoleAs(tx, { userId, role });
      return revoked;
    },
  });
}

export function removeMember(tx: TenantWriter, userId: string): Promise<Outcome<MemberChange>> {
  return decide(tx, userId, { judge: judgeRemoval, write: () => endMembership(tx, userId) });
}

/** The transaction can read nothing of the tenant afterwards. */
export function leaveTenant(tx: TenantWriter): Promise<Outcome<MemberChange, "last-owner">> {
  const { userId } = tx;
  return decide(tx, userId, {
    judge: (_, member) => judgeLeaving(member),
    write: () => endMembership(tx, userId),
  });
}

/** Mails the new owner. No invitation is revoked: an admin may grant what an owner may. */
export function transferOwnership(
  tx: TenantWriter,
  userId: string,
): Promise<Outcome<MemberChange, "not-a-member" | "too-many-free">> {
  return decide<"not-a-member" | "too-many-free">(tx, userId, {
    judge: judgeTransfer,
    absent: outcome.refused("not-a-member"),
    async write() {
      const handedOver = await handOverAs.first(tx, { userId });
      return handedOver?.isDone ? 0 : "too-many-free";
    },
  });
}

/** For the operator, as rowhouse_ops; `null` removes the member. Refused only if no owner would be left. */
export async function decreeRole(
  tx: TenantScope<Writer>,
  { userId, role }: { userId: string; role: Role | null },
): Promise<Outcome<undefined, "last-owner">> {
  await lockPlan(tx);
  const member = await memberById.first(tx, { userId });
  if (!member) return outcome.notFound;
  if (member.isLastOwner && role !== "owner") return outcome.refused("last-owner");
  await revokeUngrantable(tx, { userId, role });
  await (role ? writeRole(tx, { userId, role }) : deleteMember(tx, { userId }));
  return outcome.done();
}

interface Decision<Reason extends string> {
  judge(actor: Actor, member: Member): Verdict<Reason>;
  /** @returns how many invitations were revoked, or why nothing was written. */
  write(): Promise<number | Reason>;
  absent?: Outcome<never, Reason>;
}

/** Reads actor and member again under the lock: roles may have changed since the page was shown. */
async function decide<Reason extends string = never>(
  tx: TenantWriter,
  userId: string,
  { judge, write, absent = outcome.notFound }: Decision<Reason>,
): Promise<Outcome<MemberChange, Reason>> {
  await lockTenant(tx);
  const [actor, member] = await Promise.all([
    memberById.first(tx, { userId: tx.userId }),
    memberById.first(tx, { userId }),
  ]);
  if (!actor) return outcome.notFound;
  if (!member) return absent;
  const verdict = judge({ user: { id: actor.id }, role: actor.role }, member);
  if (verdict === "forbidden") return outcome.forbidden;
  if (verdict !== "allowed") return outcome.refused(verdict);
  const written = await write();
  return typeof written === "number" ? outcome.done({ member, revoked: written }) : outcome.refused(written);
}

/** The member's invitations go first: no one who has left can revoke any. */
async function endMembership(tx: TenantWriter, userId: string): Promise<number> {
  const revoked = await revokeUngrantable(tx, { userId, role: null });
  await endMembershipAs(tx, { userId });
  return revoked;
}
