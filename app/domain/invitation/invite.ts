import type { Config } from "#app/base/config.ts";
import { newToken } from "#app/base/token.ts";
import { isEmailVerified, mustVerifyFirst } from "#app/domain/account/email-verification.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { invitationMail } from "#app/domain/mail/templates.ts";
import { findMember } from "#app/domain/membership/membership.ts";
import type { ActingMember } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached, lockTenant } from "#app/domain/plan/limits.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { addInvitation, invitationLifetimeDays, standingsOf } from "./invitation.ts";
import type { Flooded } from "./mail-limits.ts";
import { grantableRoles, type InvitedRole } from "./policy.ts";

/** What inviting has to know of the installation. */
export interface Site extends Pick<Config, "appUrl" | "smtpUrl"> {
  linkKey: Buffer;
}

/** Why somebody was left out: it is oneself, they are in or invited already, or had enough mails of this kind lately. */
export type Reason = "you" | "member" | "invited" | "flooded";

export interface Invited {
  invited: string[];
  skipped: { email: string; reason: Reason }[];
}

interface Wanted {
  emails: readonly string[];
  role: InvitedRole;
  flooded: Flooded;
}

/**
 * Invites those of the addresses who can be, all of them or, if the plan has too few seats left, nobody. Each gets a mail,
 * queued with this transaction.
 */
export async function inviteAll(
  tx: TenantWriter,
  member: ActingMember,
  site: Site,
  { emails, role, flooded }: Wanted,
): Promise<Outcome<Invited, "unverified">> {
  await lockTenant(tx);
  const grant = await mayGrant(tx, role);
  if (grant.kind !== "done") return grant;
  if (mustVerifyFirst(site, await isEmailVerified(tx, tx.userId))) return outcome.refused("unverified");
  const standings = await standingsOf(tx, emails);
  const reasonOf = (email: string): Reason | undefined =>
    email === member.user.email
      ? "you"
      : (standings.get(email) ?? (flooded.has(email) ? "flooded" : undefined));
  const skipped = emails.flatMap((email) => {
    const reason = reasonOf(email);
    return reason ? [{ email, reason }] : [];
  });
  const invited = emails.filter((email) => !reasonOf(email));
  if (invited.length === 0) return outcome.done({ invited, skipped });
  const reached = await limitReached(tx, "members", invited.length);
  if (reached) return outcome.overLimit(reached);
  // Side by side, so that fifty take no more round trips than one: the tenant's row is held meanwhile.
  await Promise.all(
    invited.map(async (email) => {
      const token = newToken();
      await addInvitation(tx, { email, role, token, linkKey: site.linkKey });
      await mailInvitation(tx, member, site, { email, role, token });
    }),
  );
  return outcome.done({ invited, skipped });
}

/** Whether the actor, whose role is read again, may invite to a role. Asked with the tenant's row held. */
export async function mayGrant(tx: TenantWriter, role: InvitedRole): Promise<Outcome> {
  const actor = await findMember(tx, tx.userId);
  if (!actor) return outcome.notFound;
  return grantableRoles(actor.role).includes(role) ? outcome.done() : outcome.forbidden;
}

interface Sent {
  email: string;
  role: InvitedRole;
  token: string;
}

/** Writes the mail with an invitation's link. */
export function mailInvitation(
  tx: TenantWriter,
  { tenant, user }: ActingMember,
  { appUrl }: Pick<Site, "appUrl">,
  { email, role, token }: Sent,
): Promise<void> {
  const text = invitationMail({
    inviterName: user.name,
    tenantName: tenant.name,
    role,
    link: linkOf(appUrl, token),
    lifetimeDays: invitationLifetimeDays,
  });
  return writeMail(tx, { to: email, ...text, tenantId: tx.tenantId });
}

/** Where an invitation is looked at and accepted, by either of its tokens. */
export function linkOf(appUrl: string, token: string): string {
  return `${appUrl}/invitations/${token}`;
}
