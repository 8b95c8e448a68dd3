import { tokenHash } from "#app/base/token.ts";
import type { Site } from "#app/domain/invitation/invite.ts";
import { copiedToken, linkOf } from "#app/domain/invitation/link.ts";
import type { InvitationFacts } from "#app/domain/invitation/reads.ts";

type PendingFacts = Omit<InvitationFacts, "status" | "sentSecondsAgo">;

/** What pages get to see of an invitation. The link is for those alone who may invite. */
export function presentInvitation(invitation: PendingFacts, link: string | null) {
  const { id, email, role, inviterName, sentAt, expiresAt, isExpired } = invitation;
  return {
    id,
    email,
    role,
    inviterName,
    sentAt: sentAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    isExpired,
    link,
  };
}

export type ShownInvitation = ReturnType<typeof presentInvitation>;

/**
 * The link to copy; null if it doesn't work any more: the invitation has expired, or the installation has another secret
 * since it was sent. Sending it again helps in both cases.
 */
export function linkToCopy(
  { appUrl, linkKey }: Pick<Site, "appUrl" | "linkKey">,
  invitation: PendingFacts,
): string | null {
  const token = copiedToken(linkKey, invitation.id);
  const works = !invitation.isExpired && tokenHash(token).equals(invitation.linkHash);
  return works ? linkOf(appUrl, token) : null;
}

/** Why there is nothing left to do about an invitation; null while it is pending. */
export function closedText({ email, status }: Pick<InvitationFacts, "email" | "status">): string | null {
  return {
    pending: null,
    accepted: `${email} has accepted already. To take their access away, remove them from the members.`,
    revoked: `The invitation of ${email} was revoked. Invite them anew if you like.`,
  }[status];
}
