import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { newToken } from "#app/base/token.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, text, timestamp, uuid } from "#db/query.ts";
import type { DoorWriter } from "#db/transaction.ts";

/** Sessions belong to the database: it begins and ends them (db/functions/session.sql). */

export interface Browser {
  /** Of the session that it has; null if it has none. */
  token: string | null;
  userAgent: string;
  network: string;
  /** A session ends this long after it began, however much it is used. */
  longestDays: number;
}

/** What a function of the database begins a session with. */
export interface NewSession extends Omit<Browser, "token"> {
  id: string;
  token: string;
  /** Of the browser's session of before, which ends: it was known before signing in. */
  formerToken: string | null;
}

export function newSession({ token: formerToken, userAgent, ...browser }: Browser): NewSession {
  return {
    ...browser,
    id: randomUUIDv7(),
    token: newToken(),
    formerToken,
    userAgent: userAgent.slice(0, 400),
  };
}

/** The user's own: the one that asks first. */
export const liveSessions = query.atDoor(
  "own sessions",
  { id: uuid, userAgent: text, createdAt: timestamp, lastSeenAt: timestamp },
  () => sql`
    select id, user_agent as "userAgent", created_at as "createdAt", last_seen_at as "lastSeenAt"
    from control.own_sessions()`,
);

const endOne = change.atDoor(
  "own session ended",
  { isEnded: boolean },
  ({ id }: { id: string | null }) => sql`select control.end_own_session(${id}) as "isEnded"`,
);

export async function endOwnSession(tx: DoorWriter, id: string): Promise<Outcome> {
  return (await endOne.first(tx, { id }))?.isEnded ? outcome.done() : outcome.notFound;
}

/** The one that asks. */
export async function endThisSession(tx: DoorWriter): Promise<void> {
  await endOne(tx, { id: null });
}

export const endOtherSessions = change.atDoor(
  "other sessions ended",
  {},
  () => sql`select from control.end_other_sessions()`,
);

export async function recordSeen(tx: DoorWriter, seen: ReadonlyMap<string, Date>): Promise<void> {
  await noteSeen(tx, {
    tokens: [...seen.keys()],
    times: [...seen.values()].map((at) => at.toISOString()),
  });
}

const noteSeen = change.atDoor(
  "sessions seen",
  {},
  ({ tokens, times }: { tokens: string[]; times: string[] }) =>
    sql`select from control.note_seen(${tokens}::text[], ${times}::timestamptz[])`,
);
