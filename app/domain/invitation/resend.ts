import type { Config } from "#app/base/config.ts";
import { refusalHeaders } from "#app/base/limiter.ts";
import { newToken } from "#app/base/token.ts";
import type { TenantDoor } from "#app/context.ts";
import { isAddressVerified } from "#app/domain/account/email-verification.ts";
import { mustVerifyFirst } from "#app/domain/account/verified-address.ts";
import { limitReached, lockTenant } from "#app/domain/plan/limits.ts";
import { requireInvitation, settledText } from "#app/routes/tenant/invitations/load.ts";
import { overLimit } from "#app/routes/tenant/over-limit.ts";
import type { TenantTransaction } from "#db/transaction.ts";
import { renewInvitation, resendPauseSeconds } from "./invitation.ts";
import { mailInvitation, requireGrant, unverifiedText } from "./invite.ts";
import type { Flooded } from "./mail-limits.ts";

interface Refused {
  problem: string;
  /** There is nothing left to send. */
  isSettled?: true;
  status: number;
  headers?: Record<string, string>;
}

interface Wanted {
  invitationId: string;
  flooded: Flooded;
}

/**
 * Mails a pending invitation once more, with another link in it and the whole time to accept. One that has expired takes a
 * seat again. @returns why not, or null. @throws the 404 or the 403
 */
export async function sendAgain(
  tx: TenantTransaction,
  door: TenantDoor,
  site: Pick<Config, "appUrl" | "smtpUrl">,
  { flooded, ...params }: Wanted,
): Promise<Refused | null> {
  await lockTenant(tx);
  const invitation = await requireInvitation(tx, params);
  const { id, email, role, isExpired, sentSecondsAgo } = invitation;
  await requireGrant(tx, role);
  const settled = settledText(invitation);
  if (settled) return { problem: settled, isSettled: true, status: 409 };
  if (mustVerifyFirst(site, await isAddressVerified(tx, tx.userId)))
    return { problem: unverifiedText, status: 403 };
  if (sentSecondsAgo < resendPauseSeconds) return tooSoon(resendPauseSeconds - sentSecondsAgo);
  const headers = flooded.get(email);
  if (headers) return { problem: floodedText(email), status: 429, headers };
  const reached = isExpired ? await limitReached(tx, tx.tenantId, "members") : null;
  if (reached) return { problem: overLimit(reached, door), status: 402 };
  const token = newToken();
  await renewInvitation(tx, { id, token });
  await mailInvitation(tx, door, site, { email, role, token });
  return null;
}

const resending = { name: "invitation-again", durationSeconds: resendPauseSeconds };

function tooSoon(waitSeconds: number): Refused {
  const seconds = Math.max(Math.ceil(waitSeconds), 1);
  const wait = seconds === 1 ? "a second" : `${seconds} seconds`;
  return {
    problem: `It was sent less than a minute ago. Wait ${wait}, then send it again.`,
    status: 429,
    headers: refusalHeaders(resending, { points: 1, remaining: 0, msBeforeReset: seconds * 1_000 }),
  };
}

function floodedText(email: string): string {
  return `${email} was sent enough invitations within the hour. Try again later, or copy the link and pass it on yourself.`;
}
