import { randomUUIDv7 } from "node:crypto";
import type { Reader, Writer } from "#db/transaction.ts";
import { lockAccount } from "./account-lock.ts";

/** What is proved of people's addresses, and what the links can do that were mailed to them. */

/** How long the links of this file and of address-change.ts work. */
export const addressLinkLifetimeHours = 24;

/** Whether somebody has proved that they read the mail of their address. Index: users_pkey. */
export async function isAddressVerified(tx: Reader, userId: string): Promise<boolean> {
  const [user] = await tx.rows<{ isVerified: boolean }>(
    `select email_verified_at is not null as "isVerified" from control.users where id = $1::uuid`,
    [userId],
  );
  return user?.isVerified ?? false;
}

interface Verification {
  userId: string;
  email: string;
  tokenHash: Buffer;
}

/** Lets a link prove an account's address, in place of the link before. Index: address_verifications_user_id. */
export async function openVerification(
  tx: Writer,
  { userId, email, tokenHash }: Verification,
): Promise<void> {
  await lockAccount(tx, userId);
  await tx.rows("delete from control.address_verifications where user_id = $1::uuid and used_at is null", [
    userId,
  ]);
  await tx.rows(
    `insert into control.address_verifications (id, user_id, email, token_hash, expires_at)
     values ($1::uuid, $2::uuid, $3, $4, now() + make_interval(hours => $5))`,
    [randomUUIDv7(), userId, email, tokenHash, addressLinkLifetimeHours],
  );
}

/**
 * Takes an account's address as proved, if it is still this one: by a link that was mailed there. Keeps an earlier date.
 * Index: users_pkey.
 */
export async function markAddressVerified(tx: Writer, userId: string, email: string): Promise<void> {
  await tx.rows(
    "update control.users set email_verified_at = coalesce(email_verified_at, now()) where id = $1::uuid and email = $2",
    [userId, email],
  );
}

/**
 * Proves an account's address by a link, if it still has this address. Of many at once, one does. Index:
 * address_verifications_token_hash_key. @returns whether this was the one.
 */
export async function proveAddress(tx: Writer, tokenHash: Buffer): Promise<boolean> {
  const [mailed] = await tx.rows<{ userId: string }>(
    `select user_id as "userId" from control.address_verifications where token_hash = $1`,
    [tokenHash],
  );
  if (!mailed) return false;
  await lockAccount(tx, mailed.userId);
  const [used] = await tx.rows<{ email: string }>(
    `update control.address_verifications v set used_at = now()
     from control.users u
     where v.token_hash = $1 and v.used_at is null and v.expires_at > now() and u.id = v.user_id and u.email = v.email
     returning v.email`,
    [tokenHash],
  );
  if (used) await markAddressVerified(tx, mailed.userId, used.email);
  return used !== undefined;
}

/** A link that was mailed to somebody, and what has come of it. */
export interface AddressLink {
  /** To prove the account's address; to let the account move away from it; to let it come to this one. */
  purpose: "verify" | "leave" | "take";
  /** The address it was mailed to. */
  email: string;
  /** The address the account would move to. */
  newEmail: string | null;
  /** `open` until it is used; `gone` if it can't be any more and nothing came of it. */
  state: "open" | "verified" | "waits-for-other" | "changed" | "gone";
}

/** Looks at a link of any kind without using it; null for one that never was. Indexes: those of the token hashes. */
export async function lookAtAddressLink(tx: Reader, tokenHash: Buffer): Promise<AddressLink | null> {
  const [link] = await tx.rows<AddressLink>(
    `select 'verify' as purpose, v.email, null as "newEmail",
       case
         when u.email <> v.email then 'gone'
         when u.email_verified_at is not null then 'verified'
         when v.used_at is null and v.expires_at > now() then 'open'
         else 'gone'
       end as state
     from control.address_verifications v join control.users u on u.id = v.user_id
     where v.token_hash = $1
     union all
     select side.purpose, side.email, c.new_email,
       case
         when c.old_confirmed_at is not null and c.new_confirmed_at is not null and u.email = c.new_email then 'changed'
         when c.ended_at is not null or c.expires_at <= now() then 'gone'
         when side.confirmed_at is not null then 'waits-for-other'
         else 'open'
       end
     from control.address_changes c join control.users u on u.id = c.user_id
     cross join lateral (values
       (c.old_token_hash, 'leave', c.old_email, c.old_confirmed_at),
       (c.new_token_hash, 'take', c.new_email, c.new_confirmed_at)
     ) side (token_hash, purpose, email, confirmed_at)
     where (c.old_token_hash = $1 or c.new_token_hash = $1) and side.token_hash = $1`,
    [tokenHash],
  );
  return link ?? null;
}
