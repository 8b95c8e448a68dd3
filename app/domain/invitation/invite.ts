import type { Config } from "#app/base/config.ts";
import { isEmailVerified, mustVerifyFirst } from "#app/domain/account/email-verification.ts";
import { writeTenantMail } from "#app/domain/mail/outbox.ts";
import { memberById } from "#app/domain/membership/reads.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import { lockTenant } from "#app/domain/tenant/tenant.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { addInvitation, renewInvitation, revokeInvitation } from "./invitation.ts";
import { mailedLately, tooManyReceived, tooManySent } from "./mail-quota.ts";
import { grantableRoles, type InvitedRole } from "./policy.ts";
import { invitationById, standingsOf } from "./reads.ts";

/** Each verb holds the tenant's row first, so that calls at once take turns. */

const resendPauseSeconds = 60;

export interface Site extends Pick<Config, "appUrl" | "smtpUrl"> {
  linkKey: Buffer;
}

/** `flooded`: the mailbox was sent enough invitations lately. */
export type SkipReason = "you" | "member" | "invited" | "flooded";

export interface Invited {
  invited: string[];
  skipped: { email: string; reason: SkipReason }[];
}

/** Invites all emails that can be invited; none if the seats are too few or the mails too many. */
export async function invite(
  tx: TenantWriter,
  inviter: { email: string },
  site: Pick<Site, "smtpUrl" | "linkKey">,
  { emails, role }: { emails: readonly string[]; role: InvitedRole },
): Promise<Outcome<Invited, "unverified">> {
  await lockTenant(tx);
  const [grant, isVerified, standings] = await Promise.all([
    mayGrant(tx, role),
    isEmailVerified(tx),
    standingsOf(tx, emails),
  ]);
  if (grant.kind !== "done") return grant;
  if (mustVerifyFirst(site, isVerified)) return outcome.refused("unverified");
  const others = emails.filter((email) => email !== inviter.email && !standings.has(email));
  const mailed = others.length > 0 ? await mailedLately(tx, { emails: others }) : [];
  const reasonOf = (email: string): SkipReason | undefined => {
    if (email === inviter.email) return "you";
    return standings.get(email) ?? (tooManyReceived(mailed, email) ? "flooded" : undefined);
  };
  const skipped = emails.flatMap((email) => {
    const reason = reasonOf(email);
    return reason ? [{ email, reason }] : [];
  });
  const invited = emails.filter((email) => !reasonOf(email));
  if (invited.length === 0) return outcome.done({ invited, skipped });
  const tooMany = tooManySent(mailed, invited.length);
  if (tooMany) return tooMany;
  const reached = await limitReached(tx, "members", invited.length);
  if (reached) return outcome.overLimit(reached);
  // Side by side: fifty take no more round trips than one while the tenant's row is held.
  await Promise.all(
    invited.map(async (email) => {
      const invitationId = await addInvitation(tx, { email, role, linkKey: site.linkKey });
      await writeTenantMail(tx, { template: "invitation", to: email, fields: { invitationId } });
    }),
  );
  return outcome.done({ invited, skipped });
}

/** With another link and the whole time again. An expired invitation takes a seat again. */
export async function sendAgain(
  tx: TenantWriter,
  site: Pick<Site, "smtpUrl" | "linkKey">,
  id: string,
): Promise<Outcome<{ email: string }, "unverified" | "accepted" | "revoked">> {
  await lockTenant(tx);
  const [invitation, isVerified] = await Promise.all([invitationById.first(tx, { id }), isEmailVerified(tx)]);
  if (!invitation) return outcome.notFound;
  const { email, role, status, isExpired, sentSecondsAgo } = invitation;
  const grant = await mayGrant(tx, role);
  if (grant.kind !== "done") return grant;
  if (status !== "pending") return outcome.refused(status);
  if (mustVerifyFirst(site, isVerified)) return outcome.refused("unverified");
  if (sentSecondsAgo < resendPauseSeconds) return tooSoon(resendPauseSeconds - sentSecondsAgo);
  const mailed = await mailedLately(tx, { emails: [email] });
  const tooMany = tooManySent(mailed, 1) ?? tooManyReceived(mailed, email);
  if (tooMany) return tooMany;
  const reached = isExpired ? await limitReached(tx, "members") : null;
  if (reached) return outcome.overLimit(reached);
  await renewInvitation(tx, { id, linkKey: site.linkKey });
  await writeTenantMail(tx, { template: "invitation", to: email, fields: { invitationId: id } });
  return outcome.done({ email });
}

function tooSoon(waitSeconds: number) {
  return outcome.tooOften({
    reason: "invitation-sent-again",
    limit: {
      name: "invitation-again",
      durationSeconds: resendPauseSeconds,
      points: 1,
      remaining: 0,
      msBeforeReset: waitSeconds * 1_000,
    },
  });
}

/** Done too if it was revoked before. */
export async function revoke(tx: TenantWriter, id: string): Promise<Outcome<{ email: string }, "accepted">> {
  await lockTenant(tx);
  const invitation = await invitationById.first(tx, { id });
  if (!invitation) return outcome.notFound;
  const { email, role, status } = invitation;
  const grant = await mayGrant(tx, role);
  if (grant.kind !== "done") return grant;
  if (status === "accepted") return outcome.refused(status);
  await revokeInvitation(tx, { id });
  return outcome.done({ email });
}

/** Reads the actor's role again. Asked with the tenant's row held. */
async function mayGrant(tx: TenantWriter, role: InvitedRole): Promise<Outcome> {
  const actor = await memberById.first(tx, { userId: tx.userId });
  if (!actor) return outcome.notFound;
  return grantableRoles(actor.role).includes(role) ? outcome.done() : outcome.forbidden;
}
