import type { Actor } from "./permissions.ts";
import { isAtLeast, may, type Role, roleNames } from "./permissions.ts";

/** Somebody in a tenant, as the one to whom something is done. */
export interface Member {
  id: string;
  role: Role;
  /** An owner without whom the tenant would have none. */
  isLastOwner: boolean;
}

/** `last-owner`: it could be done once somebody else is an owner. */
export type Verdict = "allowed" | "forbidden" | "last-owner";

/**
 * Whether a member may be given a role. Nobody changes those above them or raises anybody above themselves, and nobody makes
 * an owner: ownership is transferred. Owners may change owners, and everybody with the right may step down.
 */
export function judgeRole(actor: Actor, member: Member, role: Role): Verdict {
  if (!mayManage(actor, member)) return "forbidden";
  if (role === member.role) return "allowed";
  if (role === "owner" || !isAtLeast(actor.role, role)) return "forbidden";
  return member.isLastOwner ? "last-owner" : "allowed";
}

/** The roles a member may be given, the one they have included; none, if theirs is not to be changed. */
export function offeredRoles(actor: Actor, member: Member): Role[] {
  return roleNames.filter((role) => judgeRole(actor, member, role) === "allowed");
}

/**
 * Whether a member may be removed. Oneself one doesn't remove: one leaves. So whoever removes an owner is another one, and
 * an owner stays.
 */
export function judgeRemoval(actor: Actor, member: Member): Verdict {
  return mayManage(actor, member) && member.id !== actor.user.id ? "allowed" : "forbidden";
}

/** Whether a member may leave: everybody may, as long as an owner stays. */
export function judgeLeaving(member: Member): Verdict {
  return member.isLastOwner ? "last-owner" : "allowed";
}

/** Whether the tenant may be handed over to a member: an owner gives it to anybody else, and is an admin from then on. */
export function judgeTransfer(actor: Actor, member: Member): Verdict {
  return may(actor.role, "tenant:transfer") && member.id !== actor.user.id ? "allowed" : "forbidden";
}

function mayManage({ role }: Actor, member: Member): boolean {
  return may(role, "member:manage") && isAtLeast(role, member.role);
}
