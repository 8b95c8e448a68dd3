import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { newToken, tokenHash } from "#app/base/token.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import type { Writer } from "#db/transaction.ts";

/** Counted from its last use. */
const sessionLifetimeDays = 30;

export interface Browser {
  /** Of the session that it has; null if it has none. */
  token: string | null;
  userAgent: string;
}

interface NewSession {
  userId: string;
  browser: Browser;
  /** Given where the same transaction carries it. */
  token?: string;
}

/** Ends the browser's session of before: its token was known before signing in. @returns the new token. */
export async function beginSession(
  tx: Writer,
  { userId, browser, token = newToken() }: NewSession,
): Promise<string> {
  await Promise.all([
    browser.token && endSession(tx, browser.token),
    deleteExpiredOf(tx, { userId }),
    insertSession(tx, {
      id: randomUUIDv7(),
      userId,
      tokenHash: tokenHash(token),
      userAgent: browser.userAgent.slice(0, 400),
    }),
  ]);
  return token;
}

/** Index: sessions_user_id. */
const deleteExpiredOf = change((db, { userId }: { userId: string }) =>
  db.deleteFrom("sessions").where("user_id", "=", userId).where("expires_at", "<=", sql<Date>`now()`),
);

interface SessionRow {
  id: string;
  userId: string;
  tokenHash: Buffer;
  userAgent: string;
}

const insertSession = change((db, { id, userId, tokenHash, userAgent }: SessionRow) =>
  db.insertInto("sessions").values({
    id,
    user_id: userId,
    token_hash: tokenHash,
    user_agent: userAgent,
    expires_at: sql<Date>`now() + make_interval(days => ${sql.lit(sessionLifetimeDays)})`,
  }),
);

export async function endSession(tx: Writer, token: string): Promise<void> {
  await deleteByToken(tx, { tokenHash: tokenHash(token) });
}

/** Index: sessions_token_hash_key. */
const deleteByToken = change((db, { tokenHash }: { tokenHash: Buffer }) =>
  db.deleteFrom("sessions").where("token_hash", "=", tokenHash),
);

interface OwnSession {
  userId: string;
  id: string;
}

export async function endOwnSession(tx: Writer, session: OwnSession): Promise<Outcome> {
  const ended = await deleteOwn.first(tx, session);
  return ended ? outcome.done() : outcome.notFound;
}

/** Index: sessions_pkey. */
const deleteOwn = change((db, { userId, id }: OwnSession) =>
  db.deleteFrom("sessions").where("id", "=", id).where("user_id", "=", userId).returning("id"),
);

/** Index: sessions_user_id. */
export const endSessions = change((db, { userId }: { userId: string }) =>
  db.deleteFrom("sessions").where("user_id", "=", userId),
);

/** Index: sessions_user_id. */
export const endOtherSessions = change((db, { userId, id }: OwnSession) =>
  db.deleteFrom("sessions").where("user_id", "=", userId).where("id", "<>", id),
);

/** Index: sessions_user_id. */
export const liveSessions = query((db, { userId, id }: OwnSession) =>
  db
    .selectFrom("sessions")
    .select(["id", "user_agent as userAgent", "created_at as createdAt", "last_seen_at as lastSeenAt"])
    .where("user_id", "=", userId)
    .where("expires_at", ">", sql<Date>`now()`)
    .orderBy((session) => session("id", "=", id), "desc")
    .orderBy("last_seen_at", "desc")
    .orderBy("id", "desc")
    .limit(100),
);

export async function recordSeen(tx: Writer, seen: ReadonlyMap<string, Date>): Promise<void> {
  await updateSeen(tx, {
    ids: [...seen.keys()],
    times: [...seen.values()].map((at) => at.toISOString()),
  });
}

/** Skips rows that another process is writing: its next flush catches up. Index: sessions_pkey. */
const updateSeen = change.byHand(
  "sessions seen",
  {},
  ({ ids, times }: { ids: string[]; times: string[] }) => sql`
    with seen as (
      select * from unnest(${ids}::uuid[], ${times}::timestamptz[]) as seen (id, at)
    ), free as (
      select id from control.sessions where id = any(${ids}::uuid[]) for no key update skip locked
    )
    update control.sessions s
    set last_seen_at = seen.at, expires_at = seen.at + make_interval(days => ${sql.lit(sessionLifetimeDays)})
    from seen join free using (id)
    where s.id = seen.id and s.last_seen_at < seen.at`,
);

/** Index: sessions_expires_at. */
export const deleteEndedSessions = change((db) =>
  db.deleteFrom("sessions").where("expires_at", "<", sql<Date>`now()`),
);
