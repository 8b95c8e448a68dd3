import type { RouterContextProvider } from "react-router";
import { appOf } from "#app/context.ts";
import { findInvitation, type Invitation } from "#app/domain/invitation/invitation.ts";
import type { Site } from "#app/domain/invitation/invite.ts";
import type { Refusal } from "#app/routes/answer.ts";
import { notFound } from "#app/routes/answers.ts";
import { requireId } from "#app/routes/params.ts";
import type { TenantReader } from "#db/transaction.ts";

/** The path's invitation, whatever became of it. @throws the 404 */
export async function requireInvitation(
  tx: TenantReader,
  params: { invitationId: string },
): Promise<Invitation> {
  const invitation = await findInvitation(tx, requireId(params.invitationId));
  if (!invitation) throw notFound();
  return invitation;
}

/** What inviting has to know of the installation. */
export function siteOf(context: Readonly<RouterContextProvider>): Site {
  const { config, linkKey } = appOf(context);
  return { appUrl: config.appUrl, smtpUrl: config.smtpUrl, linkKey };
}

/** What a member is told who has to verify their own email first. */
export const unverified: Refusal = {
  errors: { "": ["Confirm your own address before you invite others: open the link in our mail to you."] },
  status: 403,
};

/** What is told of an invitation about which there is nothing left to do. */
export const settledTexts = {
  accepted: (email: string) =>
    `${email} has accepted already. To take their access away, remove them from the members.`,
  revoked: (email: string) => `The invitation of ${email} was revoked. Invite them anew if you like.`,
};

/** Why there is nothing left to do about an invitation; null while it is pending. */
export function settledText({ email, outcome }: Pick<Invitation, "email" | "outcome">): string | null {
  return outcome === "pending" ? null : settledTexts[outcome](email);
}
