import { type Actor, isAtLeast, may, type Role, roleNames } from "./permissions.ts";

export interface Member {
  id: string;
  role: Role;
  isLastOwner: boolean;
}

export type Verdict<Reason extends string = never> = "allowed" | "forbidden" | Reason;

/** Actors change no member above them, and give no role above theirs, nor owner: that is transferred. */
export function judgeRole(actor: Actor, member: Member, role: Role): Verdict<"last-owner"> {
  if (!mayManage(actor, member)) return "forbidden";
  if (role === member.role) return "allowed";
  if (role === "owner" || !isAtLeast(actor.role, role)) return "forbidden";
  return member.isLastOwner ? "last-owner" : "allowed";
}

/** Includes the member's own role; empty if it may not be changed. */
export function offeredRoles(actor: Actor, member: Member): Role[] {
  return roleNames.filter((role) => judgeRole(actor, member, role) === "allowed");
}

/** Members don't remove themselves, they leave. So when an owner is removed, an owner stays. */
export function judgeRemoval(actor: Actor, member: Member): Verdict {
  return mayManage(actor, member) && member.id !== actor.user.id ? "allowed" : "forbidden";
}

export function judgeLeaving(member: Member): Verdict<"last-owner"> {
  return member.isLastOwner ? "last-owner" : "allowed";
}

export function judgeTransfer(actor: Actor, member: Member): Verdict {
  return may(actor.role, "tenant:transfer") && member.id !== actor.user.id ? "allowed" : "forbidden";
}

function mayManage({ role }: Actor, member: Member): boolean {
  return may(role, "member:manage") && isAtLeast(role, member.role);
}
