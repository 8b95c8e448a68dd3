import { sql } from "kysely";
import type { UsedUpLimit } from "#app/base/limiter.ts";
import { type TooOften, tooOften } from "#app/domain/outcome.ts";
import { tenantChange } from "#app/domain/query.ts";
import { boolean, float, nullable, text } from "#db/query.ts";

/** Against junk. Counted in the outbox: a restart forgets nothing, and what was not mailed never counts. */

const windowSeconds = 3_600;
export const mostSent = { name: "invitation-mails", points: 100, durationSeconds: windowSeconds };
export const mostReceived = { name: "invitations-received", points: 5, durationSeconds: windowSeconds };

/** Hold the tenant's row. Of calls with a user or mailbox in common, each waits for the one before. */
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
  /** Null if this mailbox was not asked about. */
  email: string | null;
  secondsAgo: number;
}

export function tooManySent(mailed: readonly MailedInvitation[], wanted: number): TooOften | null {
  const senders = [mailed.filter(({ isOfTenant }) => isOfTenant), mailed.filter(({ isOfUser }) => isOfUser)];
  const waitSeconds = Math.max(...senders.map((sent) => secondsUntilRoom(sent, mostSent.points, wanted)));
  if (waitSeconds === 0) return null;
  const count = Math.max(...senders.map(({ length }) => length));
  return tooOften({ reason: "invitations-sent", limit: usedUp(mostSent, count, waitSeconds) });
}

export function tooManyReceived(mailed: readonly MailedInvitation[], email: string): TooOften | null {
  const received = mailed.filter((mail) => mail.email === email);
  const waitSeconds = secondsUntilRoom(received, mostReceived.points, 1);
  if (waitSeconds === 0) return null;
  const limit = usedUp(mostReceived, received.length, waitSeconds);
  return tooOften({ reason: "invitations-received", email, limit });
}

/** For the holder of a copied link. @param secondsAgo of the oldest mail that is in the way. */
export function mailboxFull(secondsAgo: number): TooOften {
  const limit = usedUp(mostReceived, mostReceived.points, windowSeconds - secondsAgo);
  return tooOften({ reason: "mailbox-full", limit });
}

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

function usedUp(quota: typeof mostSent, count: number, waitSeconds: number): UsedUpLimit {
  return { ...quota, remaining: Math.max(quota.points - count, 0), msBeforeReset: waitSeconds * 1_000 };
}
