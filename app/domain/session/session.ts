import { randomUUIDv7 } from "node:crypto";
import type { Statements } from "#app/domain/plan/limits.ts";

/** A session ends when it was not used for this long. */
const sessionLifetimeDays = 30;

interface NewSession {
  userId: string;
  /** The hash the password was checked against: if it has changed since, there is no session. */
  passwordHash: string;
  tokenHash: Buffer;
  userAgent: string;
}

/**
 * Starts a session, and clears away the person's expired ones.
 * @returns whether there is one; not if the password was changed while it was being checked.
 */
export async function startSession(
  tx: Statements,
  { userId, passwordHash, tokenHash, userAgent }: NewSession,
): Promise<boolean> {
  await tx.rows("delete from control.sessions where user_id = $1::uuid and expires_at <= now()", [userId]);
  const started = await tx.rows(
    `with account as (
       select id from control.users where id = $2::uuid and password_hash = $3 for share
     )
     insert into control.sessions (id, user_id, token_hash, user_agent, expires_at)
     select $1::uuid, id, $4, $5, now() + make_interval(days => $6) from account
     returning id`,
    [randomUUIDv7(), userId, passwordHash, tokenHash, userAgent, sessionLifetimeDays],
  );
  return started.length > 0;
}

/** Notes in the audit log of each of the acting person's tenants that they signed in: the last thing a transaction does. */
export async function recordSignIn(tx: Statements): Promise<void> {
  await tx.rows("select control.record_sign_in()");
}

/** Ends the session of a token, if there is one. Index: sessions_token_hash_key. */
export async function endSession(tx: Statements, tokenHash: Buffer): Promise<void> {
  await tx.rows("delete from control.sessions where token_hash = $1", [tokenHash]);
}

/** Ends one session of a person's. @returns whether it was theirs. Index: sessions_pkey. */
export async function endSessionOf(tx: Statements, userId: string, sessionId: string): Promise<boolean> {
  const ended = await tx.rows(
    "delete from control.sessions where id = $2::uuid and user_id = $1::uuid returning id",
    [userId, sessionId],
  );
  return ended.length > 0;
}

/** Ends all sessions of a person's but one. Index: sessions_user_id. */
export async function endOtherSessionsOf(tx: Statements, userId: string, keptId: string): Promise<void> {
  await tx.rows("delete from control.sessions where user_id = $1::uuid and id <> $2::uuid", [userId, keptId]);
}

export interface LiveSession {
  id: string;
  userAgent: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Where a person is signed in: this session first, then the one used last; 100 at most. Index: sessions_user_id. */
export function liveSessionsOf(tx: Statements, userId: string, thisId: string): Promise<LiveSession[]> {
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
export async function recordSeen(tx: Statements, seen: ReadonlyMap<string, Date>): Promise<void> {
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
