import { isAtLeast, may, type Role } from "#app/domain/membership/permissions.ts";

/** Roles that people can be invited to. Owners are made by handing a workspace over, never by mail. */
export const invitedRoles = ["admin", "member", "viewer"] as const;
export type InvitedRole = (typeof invitedRoles)[number];

/** Inviting, sending again and revoking. */
export function mayInvite({ role }: { role: Role }): boolean {
  return may(role, "member:manage");
}

/**
 * What a member in this role may invite others to be: never more than they are themselves. Who is demoted or leaves loses the
 * invitations they may no longer grant (`revokeUngrantable`); `control.may_grant` asks the same when one is accepted.
 */
export function grantableRoles(role: Role): InvitedRole[] {
  return mayInvite({ role }) ? invitedRoles.filter((invited) => isAtLeast(role, invited)) : [];
}
