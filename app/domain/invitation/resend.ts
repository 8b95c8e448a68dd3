import { refusalHeaders } from "#app/base/limiter.ts";
import { newToken } from "#app/base/token.ts";
import { isEmailVerified, mustVerifyFirst } from "#app/domain/account/email-verification.ts";
import type { ActingMember } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached, lockTenant } from "#app/domain/plan/limits.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { findInvitation, renewInvitation, resendPauseSeconds } from "./invitation.ts";
import { mailInvitation, mayGrant, type Site } from "./invite.ts";
import type { Flooded } from "./mail-limits.ts";

interface Wanted {
  invitationId: string;
  flooded: Flooded;
}

/**
 * Mails a pending invitation once more, with another link in it and the whole time to accept. One that has expired takes a
 * seat again.
 */
export async function resend(
  tx: TenantWriter,
  member: ActingMember,
  site: Site,
  { invitationId, flooded }: Wanted,
): Promise<Outcome<undefined, "unverified" | "accepted" | "revoked">> {
  await lockTenant(tx);
  const invitation = await findInvitation(tx, invitationId);
  if (!invitation) return outcome.notFound;
  const { id, email, role, isExpired, sentSecondsAgo } = invitation;
  const grant = await mayGrant(tx, role);
  if (grant.kind !== "done") return grant;
  if (invitation.outcome !== "pending") return outcome.refused(invitation.outcome);
  if (mustVerifyFirst(site, await isEmailVerified(tx, tx.userId))) return outcome.refused("unverified");
  if (sentSecondsAgo < resendPauseSeconds) return tooSoon(resendPauseSeconds - sentSecondsAgo);
  const headers = flooded.get(email);
  if (headers) return outcome.tooOften({ headers, message: floodedText(email) });
  const reached = isExpired ? await limitReached(tx, "members") : null;
  if (reached) return outcome.overLimit(reached);
  const token = newToken();
  await renewInvitation(tx, { id, token, linkKey: site.linkKey });
  await mailInvitation(tx, member, site, { email, role, token });
  return outcome.done();
}

const resending = { name: "invitation-again", durationSeconds: resendPauseSeconds };

function tooSoon(waitSeconds: number) {
  const seconds = Math.max(Math.ceil(waitSeconds), 1);
  const wait = seconds === 1 ? "a second" : `${seconds} seconds`;
  return outcome.tooOften({
    message: `It was sent less than a minute ago. Wait ${wait}, then send it again.`,
    headers: refusalHeaders(resending, { points: 1, remaining: 0, msBeforeReset: seconds * 1_000 }),
  });
}

function floodedText(email: string): string {
  return `${email} was sent enough invitations within the hour. Try again later, or copy the link and pass it on yourself.`;
}
