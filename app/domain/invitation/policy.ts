import { isAtLeast, may, type Role } from "#app/domain/membership/permissions.ts";

/** Owners are made by handing a workspace over, never by mail. */
export const invitedRoles = ["admin", "member", "viewer"] as const;
export type InvitedRole = (typeof invitedRoles)[number];

/** Inviting, sending again and revoking. */
export function mayInvite({ role }: { role: Role }): boolean {
  return may(role, "member:manage");
}

/** Never above the inviter's own role. `control.may_grant` asks the same when an invitation is accepted. */
export function grantableRoles(role: Role): InvitedRole[] {
  return mayInvite({ role }) ? invitedRoles.filter((invited) => isAtLeast(role, invited)) : [];
}
