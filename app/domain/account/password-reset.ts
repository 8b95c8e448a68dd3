import { randomUUIDv7 } from "node:crypto";
import type { Reader, Writer } from "#db/transaction.ts";
import { lockAccount } from "./account-lock.ts";

const resetLifetimeMinutes = 60;

interface ResetRequest {
  /** In its normal form. There may be no account with it. */
  email: string;
  tokenHash: Buffer;
  mail: { subject: string; body: string };
}

/**
 * Writes a reset and the mail with its link, if there is an account with this address; nothing otherwise, by the same
 * statements and without an answer, so that neither result nor time says which. Clears the account's expired resets
 * away. Those that are open stay so: an outsider must not be able to spoil the link somebody asked for.
 *
 * The reset comes first, because its reference to the account waits for one that is just moving to another address: the
 * old one is not mailed a link after that. Index: users_email_key.
 */
export async function requestReset(tx: Writer, { email, tokenHash, mail }: ResetRequest): Promise<void> {
  await tx.rows(
    `with account as (
       select id from control.users where email = $1
     ), expired as (
       delete from control.password_resets r using account a where r.user_id = a.id and r.expires_at <= now()
     )
     insert into control.password_resets (id, user_id, token_hash, expires_at)
     select $2::uuid, id, $3, now() + make_interval(mins => $4) from account`,
    [email, randomUUIDv7(), tokenHash, resetLifetimeMinutes],
  );
  await tx.rows(
    `insert into control.mails (id, to_address, subject, body_text)
     select $2::uuid, email, $3, $4 from control.users where email = $1`,
    [email, randomUUIDv7(), mail.subject, mail.body],
  );
}

/** Whose open reset this token is; null if it is unknown, used or too old. Index: password_resets_token_hash_key. */
export async function findOpenReset(
  tx: Reader,
  tokenHash: Buffer,
): Promise<{ email: string; name: string } | null> {
  const [found] = await tx.rows<{ email: string; name: string }>(
    `select u.email, u.name
     from control.password_resets r
     join control.users u on u.id = r.user_id
     where r.token_hash = $1 and r.used_at is null and r.expires_at > now()`,
    [tokenHash],
  );
  return found ?? null;
}

/**
 * Uses a reset up, and with it every other one of the account. Of many at once, one gets the account.
 * @returns whose it was; null if it is unknown, used or too old.
 */
export async function spendReset(
  tx: Writer,
  tokenHash: Buffer,
): Promise<{ userId: string; email: string } | null> {
  const [asked] = await tx.rows<{ userId: string }>(
    `select user_id as "userId" from control.password_resets where token_hash = $1`,
    [tokenHash],
  );
  if (!asked) return null;
  await lockAccount(tx, asked.userId);
  const [used] = await tx.rows<{ userId: string }>(
    `update control.password_resets set used_at = now()
     where token_hash = $1 and used_at is null and expires_at > now()
     returning user_id as "userId"`,
    [tokenHash],
  );
  if (!used) return null;
  const [account] = await tx.rows<{ email: string }>(
    `with others as (
       delete from control.password_resets where user_id = $1::uuid and used_at is null
     )
     select email from control.users where id = $1::uuid`,
    [used.userId],
  );
  return account ? { userId: used.userId, email: account.email } : null;
}

/** Opens a reset for an account, for a link that an operator hands over. */
export async function openReset(
  tx: Writer,
  { userId, tokenHash, lifetimeMinutes }: { userId: string; tokenHash: Buffer; lifetimeMinutes: number },
): Promise<void> {
  await tx.rows(
    `insert into control.password_resets (id, user_id, token_hash, expires_at)
     values ($1::uuid, $2::uuid, $3, now() + make_interval(mins => $4))`,
    [randomUUIDv7(), userId, tokenHash, lifetimeMinutes],
  );
}
