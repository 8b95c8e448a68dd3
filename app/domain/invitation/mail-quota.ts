import { sql } from "kysely";
import { refusalHeaders } from "#app/base/limiter.ts";
import { tenantChange } from "#app/domain/query.ts";
import { boolean, float, nullable, text } from "#db/query.ts";

/**
 * How many invitations are mailed within an hour: by a tenant, by one user in all of theirs, and to one mailbox from
 * wherever. So no one makes Rowhouse a sender of junk, or fills another's mailbox. They are counted in the outbox: a
 * restart forgets none, and what was not mailed never counts.
 */

const windowSeconds = 3_600;
const mostSent = { name: "invitation-mails", points: 100, durationSeconds: windowSeconds };
const mostReceived = { name: "invitations-received", points: 5, durationSeconds: windowSeconds };

/**
 * The invitations mailed within the hour that count for this tenant, for the actor, or for a mailbox of `emails`. Of
 * parallel calls that have one of them in common, each waits until the transaction of the one before has ended. The
 * tenant's row must be held.
 */
export const mailedLately = tenantChange.byHand(
  "invitations mailed lately",
  { isOfTenant: boolean, isOfUser: boolean, email: nullable(text), secondsAgo: float },
  ({ emails }: { emails: readonly string[] }) => sql`
    select is_of_tenant as "isOfTenant", is_of_user as "isOfUser", email, seconds_ago as "secondsAgo"
    from control.invitations_mailed(${emails})`,
);

export interface MailedInvitation {
  isOfTenant: boolean;
  isOfUser: boolean;
  /** The mailbox, if it was asked about. */
  email: string | null;
  secondsAgo: number;
}

interface TooManyMails {
  headers: Record<string, string>;
  message: string;
}

/** The refusal of a batch that is more than the tenant or the actor may send now; null if it isn't. */
export function tooManySent(mailed: readonly MailedInvitation[], wanted: number): TooManyMails | null {
  const senders = [mailed.filter(({ isOfTenant }) => isOfTenant), mailed.filter(({ isOfUser }) => isOfUser)];
  const waitSeconds = Math.max(...senders.map((sent) => secondsUntilRoom(sent, mostSent.points, wanted)));
  if (waitSeconds === 0) return null;
  const count = Math.max(...senders.map(({ length }) => length));
  return { headers: headersOf(mostSent, count, waitSeconds), message: tooManyText(waitSeconds) };
}

/** The refusal of one more mail to a mailbox that was sent enough of them; null if it wasn't. */
export function tooManyReceived(mailed: readonly MailedInvitation[], email: string): TooManyMails | null {
  const received = mailed.filter((mail) => mail.email === email);
  const waitSeconds = secondsUntilRoom(received, mostReceived.points, 1);
  if (waitSeconds === 0) return null;
  return {
    headers: headersOf(mostReceived, received.length, waitSeconds),
    message: `${email} was sent enough invitations within the hour. Try again later, or copy the link and pass it on yourself.`,
  };
}

/** When so many of these are older than an hour that there is room for as many as are wanted. 0: now. */
function secondsUntilRoom(
  mailed: readonly Pick<MailedInvitation, "secondsAgo">[],
  most: number,
  wanted: number,
): number {
  const inTheWay = mailed.length + wanted - most;
  if (inTheWay <= 0) return 0;
  const oldestFirst = mailed.map(({ secondsAgo }) => secondsAgo).sort((a, b) => b - a);
  return windowSeconds - (oldestFirst[inTheWay - 1] ?? 0);
}

function headersOf(quota: typeof mostSent, count: number, waitSeconds: number): Record<string, string> {
  const remaining = Math.max(quota.points - count, 0);
  return refusalHeaders(quota, { points: quota.points, remaining, msBeforeReset: waitSeconds * 1_000 });
}

function tooManyText(waitSeconds: number): string {
  const minutes = Math.max(Math.ceil(waitSeconds / 60), 1);
  const soon = minutes === 1 ? "a minute" : `${minutes} minutes`;
  return `That would be more than ${mostSent.points} invitations within an hour. Invite fewer, or go on in ${soon}.`;
}
