import type { Config } from "#app/base/config.ts";
import { newToken } from "#app/base/token.ts";
import type { TenantDoor } from "#app/context.ts";
import { isAddressVerified } from "#app/domain/account/email-verification.ts";
import { mustVerifyFirst } from "#app/domain/account/verified-address.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { invitationMail } from "#app/domain/mail/templates.ts";
import { findMember } from "#app/domain/membership/membership.ts";
import { limitReached, lockTenant } from "#app/domain/plan/limits.ts";
import type { PlanLimitReached } from "#app/domain/plan/plans.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import type { TenantTransaction } from "#db/transaction.ts";
import { addInvitation, invitationLifetimeDays, standingsOf } from "./invitation.ts";
import type { Flooded } from "./mail-limits.ts";
import { grantableRoles, type InvitedRole } from "./policy.ts";

type Site = Pick<Config, "appUrl" | "smtpUrl">;

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

/** What somebody is told who has to confirm their own address first. */
export const unverifiedText =
  "Confirm your own address before you invite others: open the link in our mail to you.";

/**
 * Invites those of the addresses who can be, all of them or, if the plan has too few seats left, nobody. Each gets a mail,
 * queued with this transaction. @throws the 403, if the person's role, read again, doesn't allow it.
 */
export async function inviteAll(
  tx: TenantTransaction,
  door: TenantDoor,
  site: Site,
  { emails, role, flooded }: Wanted,
): Promise<Invited | PlanLimitReached | "unverified"> {
  await lockTenant(tx);
  await requireGrant(tx, role);
  if (mustVerifyFirst(site, await isAddressVerified(tx, tx.userId))) return "unverified";
  const standings = await standingsOf(tx, emails);
  const reasonOf = (email: string): Reason | undefined =>
    email === door.user.email
      ? "you"
      : (standings.get(email) ?? (flooded.has(email) ? "flooded" : undefined));
  const skipped = emails.flatMap((email) => {
    const reason = reasonOf(email);
    return reason ? [{ email, reason }] : [];
  });
  const invited = emails.filter((email) => !reasonOf(email));
  if (invited.length === 0) return { invited, skipped };
  const reached = await limitReached(tx, tx.tenantId, "members", invited.length);
  if (reached) return reached;
  // Side by side, so that fifty take no more round trips than one: the tenant's row is held meanwhile.
  await Promise.all(
    invited.map(async (email) => {
      const token = newToken();
      await addInvitation(tx, { email, role, token });
      await mailInvitation(tx, door, site, { email, role, token });
    }),
  );
  return { invited, skipped };
}

/**
 * Asked with the tenant's row held. @throws the 404 or the 403, if the acting person is not in the tenant any more, or their
 * role, read again, doesn't let them invite to this one.
 */
export async function requireGrant(tx: TenantTransaction, role: InvitedRole): Promise<void> {
  const actor = await findMember(tx, tx.userId);
  if (!actor) throw notFound();
  if (!grantableRoles(actor.role).includes(role)) throw forbidden();
}

interface Sent {
  email: string;
  role: InvitedRole;
  token: string;
}

/** Writes the mail with an invitation's link. */
export function mailInvitation(
  tx: TenantTransaction,
  { tenant, user }: TenantDoor,
  { appUrl }: Site,
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
