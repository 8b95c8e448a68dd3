import { createHash } from "node:crypto";
import { type Limiters, refusalHeaders } from "#app/base/limiter.ts";
import type { Metrics } from "#app/base/metrics.ts";
import type { ActingMember } from "#app/domain/membership/permissions.ts";

/**
 * How many invitations are mailed within an hour: by a workspace, by one person in all of theirs, and to one mailbox from
 * wherever. So nobody makes Rowhouse a sender of junk, and nobody's mailbox is filled by others.
 */
export const mailsPerHour = 100;
const toMailboxPerHour = 5;

export interface TooManyMails {
  headers: Record<string, string>;
  message: string;
}

export type Flooded = ReadonlyMap<string, Record<string, string>>;

export interface Reserved {
  /** Addresses that were sent enough invitations for now, with the headers that say when there may be more. */
  flooded: Flooded;
  /** Gives back what was not mailed in the end. Always called. */
  settle(mailed: readonly string[]): Promise<void>;
}

/** The counters of one application. */
export function createMailLimits({
  limiters,
  metrics,
}: {
  limiters: Limiters;
  metrics: Pick<Metrics, "rateLimited">;
}) {
  const sent = limiters.limiter({ name: "invitation-mails", points: mailsPerHour, durationSeconds: 3_600 });
  const received = limiters.limiter({
    name: "invitations-received",
    points: toMailboxPerHour,
    durationSeconds: 3_600,
  });

  /** Counts mails to these addresses before they are written, or says that they would be too many. */
  async function reserveMails(
    { tenant, user }: ActingMember,
    emails: readonly string[],
  ): Promise<Reserved | TooManyMails> {
    const keys = [`tenant ${tenant.id}`, `person ${user.id}`];
    const refund = (count: number) => Promise.all(keys.map((key) => sent.refund(key, count)));
    const allowances = await Promise.all(keys.map((key) => sent.spend(key, mailsPerHour, emails.length)));
    const refusing = allowances.find(({ isAllowed }) => !isAllowed);
    if (refusing) {
      await refund(emails.length);
      metrics.rateLimited.inc({ plan: tenant.plan });
      return { headers: refusalHeaders(sent, refusing), message: tooManyText(refusing.msBeforeReset) };
    }
    const flooded = new Map<string, Record<string, string>>();
    for (const email of emails) {
      const allowance = await received.spend(mailboxKey(email));
      if (!allowance.isAllowed) flooded.set(email, refusalHeaders(received, allowance));
    }
    return {
      flooded,
      async settle(mailed) {
        const others = emails.filter((email) => !mailed.includes(email));
        await refund(others.length);
        for (const email of others) await received.refund(mailboxKey(email));
      },
    };
  }

  return { reserveMails };
}

export type MailLimits = ReturnType<typeof createMailLimits>;

/** Limits keep no addresses. */
function mailboxKey(email: string): string {
  return createHash("sha256").update(email).digest("base64url");
}

function tooManyText(msBeforeReset: number): string {
  const minutes = Math.max(Math.ceil(msBeforeReset / 60_000), 1);
  const soon = minutes === 1 ? "a minute" : `${minutes} minutes`;
  return `That would be more than ${mailsPerHour} invitations within an hour. Invite fewer, or go on in ${soon}.`;
}
