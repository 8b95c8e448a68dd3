import type { Site } from "#app/domain/invitation/invite.ts";
import { copiedToken, keyId, linkOf } from "#app/domain/invitation/link.ts";
import type { InvitationFacts } from "#app/domain/invitation/reads.ts";

type PendingFacts = Omit<InvitationFacts, "status" | "sentSecondsAgo">;

/** Only those who may invite get the link. */
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

/** Null if the link works no more: it expired, or the secret changed. Sending again helps in both cases. */
export function linkToCopy(
  { appUrl, linkKey }: Pick<Site, "appUrl" | "linkKey">,
  invitation: PendingFacts,
): string | null {
  const works = !invitation.isExpired && invitation.linkKeyId === keyId(linkKey);
  return works ? linkOf(appUrl, copiedToken(linkKey, invitation.id)) : null;
}

export function closedText({ email, status }: Pick<InvitationFacts, "email" | "status">): string | null {
  return {
    pending: null,
    accepted: `${email} has accepted already. To take their access away, remove them from the members.`,
    revoked: `The invitation of ${email} was revoked. Invite them again if you like.`,
  }[status];
}
