import type { Actor } from "#app/domain/membership/permissions.ts";
import { judgeRemoval, judgeTransfer, type Member, offeredRoles } from "#app/domain/membership/policy.ts";
import type { MemberFacts } from "#app/domain/membership/reads.ts";

export function presentMember({ id, name, email, role, memberSince }: Omit<MemberFacts, "isLastOwner">) {
  return { id, name, email, role, memberSince: memberSince.toISOString() };
}

/** What a member's page offers. The actions ask the same again. */
export function memberPermissions(actor: Actor, member: Member) {
  const roles = offeredRoles(actor, member);
  return {
    roles: roles.length > 1 ? roles : [],
    remove: judgeRemoval(actor, member) === "allowed",
    transfer: judgeTransfer(actor, member) === "allowed",
  };
}
