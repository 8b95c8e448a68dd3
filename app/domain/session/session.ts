import { randomUUIDv7 } from "node:crypto";
import { newToken, tokenHash } from "#app/base/token.ts";
import type { Reader, Writer } from "#db/transaction.ts";

/** A session ends when it was not used for this long. */
const sessionLifetimeDays = 30;

/** The browser that a session is for. */
export interface Browser {
  /** The token of the session it has; null if it has none. */
  token: string | null;
  /** Its User-Agent header. */
  userAgent: string;
}

interface NewSession {
  userId: string;
  /** The hash the password was checked against, or that was just made of it. */
  passwordHash: string;
  browser: Browser;
}

/**
 * Begins a session for a browser, and ends the one it had: an id that was known before signing in is worth nothing after
 * it. Clears away the user's expired ones.
 * @returns its token; null if the password was changed while it was being checked.
 */
export async function beginSession(
  tx: Writer,
  { userId, passwordHash, browser }: NewSession,
): Promise<string | null> {
  if (browser.token) await endSession(tx, browser.token);
  await tx.rows("delete from control.sessions where user_id = $1::uuid and expires_at <= now()", [userId]);
  const token = newToken();
  const userAgent = browser.userAgent.slice(0, 400);
  const begun = await tx.rows(
    `with account as (
       select id from control.users where id = $2::uuid and password_hash = $3 for share
     )
     insert into control.sessions (id, user_id, token_hash, user_agent, expires_at)
     select $1::uuid, id, $4, $5, now() + make_interval(days => $6) from account
     returning id`,
    [randomUUIDv7(), userId, passwordHash, tokenHash(token), userAgent, sessionLifetimeDays],
  );
  return begun.length > 0 ? token : null;
}

/** Notes in the audit log of each of the acting person's tenants that they signed in: the last thing a transaction does. */
export async function recordSignIn(tx: Writer): Promise<void> {
  await tx.rows("select control.record_sign_in()");
}

/** Ends the session of a token, if there is one. Index: sessions_token_hash_key. */
export async function endSession(tx: Writer, token: string): Promise<void> {
  await tx.rows("delete from control.sessions where token_hash = $1", [tokenHash(token)]);
}

/** Ends one session of a person's. @returns whether it was theirs. Index: sessions_pkey. */
export async function endSessionOf(tx: Writer, userId: string, sessionId: string): Promise<boolean> {
  const ended = await tx.rows(
    "delete from control.sessions where id = $2::uuid and user_id = $1::uuid returning id",
    [userId, sessionId],
  );
  return ended.length > 0;
}

/** Ends all sessions of a person's but one. Index: sessions_user_id. */
export async function endOtherSessionsOf(tx: Writer, userId: string, keptId: string): Promise<void> {
  await tx.rows("delete from control.sessions where user_id = $1::uuid and id <> $2::uuid", [userId, keptId]);
}

export interface LiveSession {
  id: string;
  userAgent: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Where a person is signed in: this session first, then the one used last; 100 at most. Index: sessions_user_id. */
export function liveSessionsOf(tx: Reader, userId: string, thisId: string): Promise<LiveSession[]> {
  return tx.rows(
    `select id, user_agent as "userAgent", created_at as "createdAt", last_seen_at as "lastSeenAt"
     from control.sessions
     where user_id = $1::uuid and expires_at > now()
     order by id = $2::uuid desc, last_seen_at desc, id desc
     limit 100`,
    [userId, thisId],
  );
}

/**
 * Records when sessions were last used, which puts off their end. Rows that somebody else is writing are left out: the
 * next flush catches up. Index: sessions_pkey.
 */
export async function recordSeen(tx: Writer, seen: ReadonlyMap<string, Date>): Promise<void> {
  await tx.rows(
    `with seen as (
       select * from unnest($1::uuid[], $2::timestamptz[]) as seen (id, at)
     ), free as (
       select id from control.sessions where id = any($1::uuid[]) for no key update skip locked
     )
     update control.sessions s
     set last_seen_at = seen.at, expires_at = seen.at + make_interval(days => $3)
     from seen join free using (id)
     where s.id = seen.id and s.last_seen_at < seen.at`,
    [[...seen.keys()], [...seen.values()].map((at) => at.toISOString()), sessionLifetimeDays],
  );
}
