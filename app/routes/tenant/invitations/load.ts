import { findInvitation, type Invitation } from "#app/domain/invitation/invitation.ts";
import { notFound } from "#app/routes/answers.ts";
import { requireId } from "#app/routes/params.ts";
import type { TenantTransaction } from "#db/transaction.ts";

/** The path's invitation, whatever became of it. @throws the 404 */
export async function requireInvitation(
  tx: TenantTransaction,
  params: { invitationId: string },
): Promise<Invitation> {
  const invitation = await findInvitation(tx, requireId(params.invitationId));
  if (!invitation) throw notFound();
  return invitation;
}

/** Why there is nothing left to do about an invitation; null while it is pending. */
export function settledText({ email, outcome }: Pick<Invitation, "email" | "outcome">): string | null {
  if (outcome === "accepted")
    return `${email} has accepted already. To take their access away, remove them from the members.`;
  return outcome === "revoked"
    ? `The invitation of ${email} was revoked. Invite them anew if you like.`
    : null;
}
