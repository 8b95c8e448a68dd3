import { tokenHash } from "#app/base/token.ts";
import { copiedToken, type PendingInvitation } from "#app/domain/invitation/invitation.ts";
import { linkOf, type Site } from "#app/domain/invitation/invite.ts";
import { nameOf } from "#app/routes/tenant/name-of.ts";

/** What pages get to see of an invitation. The link is for those alone who may invite. */
export function presentInvitation(
  invitation: PendingInvitation,
  names: ReadonlyMap<string, string>,
  link: string | null,
) {
  const { id, email, role, invitedBy, sentAt, expiresAt, isExpired } = invitation;
  return {
    id,
    email,
    role,
    inviterName: nameOf(names, invitedBy),
    sentAt: sentAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    isExpired,
    link,
  };
}

export type PresentedInvitation = ReturnType<typeof presentInvitation>;

/**
 * The link to copy; null if it doesn't work any more: the invitation has expired, or the installation has another secret
 * since it was sent. Sending it again helps in both cases.
 */
export function linkToCopy(
  { appUrl, linkKey }: Pick<Site, "appUrl" | "linkKey">,
  invitation: PendingInvitation,
): string | null {
  const token = copiedToken(linkKey, invitation.id);
  const works = !invitation.isExpired && tokenHash(token).equals(invitation.linkHash);
  return works ? linkOf(appUrl, token) : null;
}
