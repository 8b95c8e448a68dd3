import { type Actor, isAtLeast, may, type Role, roleNames } from "./permissions.ts";

/** The member to whom something is done. */
export interface Member {
  id: string;
  role: Role;
  /** An owner without whom the tenant would have none. */
  isLastOwner: boolean;
}

/** `last-owner`: it could be done once another member is an owner. */
export type Verdict<Reason extends string = never> = "allowed" | "forbidden" | Reason;

/**
 * Whether a member may be given a role. No one changes those above them, raises a member above themselves, or makes an
 * owner: ownership is transferred. Owners may change owners, and everyone with the right may step down.
 */
export function judgeRole(actor: Actor, member: Member, role: Role): Verdict<"last-owner"> {
  if (!mayManage(actor, member)) return "forbidden";
  if (role === member.role) return "allowed";
  if (role === "owner" || !isAtLeast(actor.role, role)) return "forbidden";
  return member.isLastOwner ? "last-owner" : "allowed";
}

/** The roles a member may be given, the one they have included; none, if theirs is not to be changed. */
export function offeredRoles(actor: Actor, member: Member): Role[] {
  return roleNames.filter((role) => judgeRole(actor, member, role) === "allowed");
}

/** Whether a member may be removed. No one removes themselves: they leave. So when an owner is removed, an owner stays. */
export function judgeRemoval(actor: Actor, member: Member): Verdict {
  return mayManage(actor, member) && member.id !== actor.user.id ? "allowed" : "forbidden";
}

/** Whether a member may leave: all may, as long as an owner stays. */
export function judgeLeaving(member: Member): Verdict<"last-owner"> {
  return member.isLastOwner ? "last-owner" : "allowed";
}

/** Whether an owner may hand the tenant over to this member, and be an admin from then on. */
export function judgeTransfer(actor: Actor, member: Member): Verdict {
  return may(actor.role, "tenant:transfer") && member.id !== actor.user.id ? "allowed" : "forbidden";
}

function mayManage({ role }: Actor, member: Member): boolean {
  return may(role, "member:manage") && isAtLeast(role, member.role);
}
