import { randomUUIDv7 } from "node:crypto";
import type { Statements } from "./plan.ts";

/** What is proved of people's addresses, and how an account comes to another one. */

/** How long the links of this file work. */
export const addressLinkLifetimeHours = 24;

/** Whether somebody has proved that they read the mail of their address. Index: users_pkey. */
export async function isAddressVerified(tx: Statements, userId: string): Promise<boolean> {
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
  tx: Statements,
  { userId, email, tokenHash }: Verification,
): Promise<void> {
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
export async function markAddressVerified(tx: Statements, userId: string, email: string): Promise<void> {
  await tx.rows(
    "update control.users set email_verified_at = coalesce(email_verified_at, now()) where id = $1::uuid and email = $2",
    [userId, email],
  );
}

/** Proves an account's address by a link, once, if it still has this address. Index: address_verifications_token_hash_key. */
export async function useVerification(tx: Statements, tokenHash: Buffer): Promise<boolean> {
  const [used] = await tx.rows<{ userId: string; email: string }>(
    `update control.address_verifications v set used_at = now()
     from control.users u
     where v.token_hash = $1 and v.used_at is null and v.expires_at > now() and u.id = v.user_id and u.email = v.email
     returning v.user_id as "userId", v.email`,
    [tokenHash],
  );
  if (used) await markAddressVerified(tx, used.userId, used.email);
  return used !== undefined;
}

/** What a link is for, and whether it still does it. */
export interface AddressLink {
  purpose: "verify" | "change";
  /** The address that would be proved, or that the account would come to. */
  email: string;
  state: "open" | "done" | "gone";
}

/** Looks at a link of either kind without using it; null for one that never was. Indexes: those of the token hashes. */
export async function lookAtAddressLink(tx: Statements, tokenHash: Buffer): Promise<AddressLink | null> {
  const [link] = await tx.rows<AddressLink>(
    `select 'verify' as purpose, v.email,
       case
         when u.email = v.email and u.email_verified_at is not null then 'done'
         when u.email = v.email and v.used_at is null and v.expires_at > now() then 'open'
         else 'gone'
       end as state
     from control.address_verifications v join control.users u on u.id = v.user_id
     where v.token_hash = $1
     union all
     select 'change', c.new_email,
       case
         when case when c.old_token_hash = $1 then c.old_confirmed_at else c.new_confirmed_at end is not null
           and (c.ended_at is null or u.email = c.new_email) then 'done'
         when c.ended_at is null and c.expires_at > now() then 'open'
         else 'gone'
       end
     from control.address_changes c join control.users u on u.id = c.user_id
     where c.old_token_hash = $1 or c.new_token_hash = $1`,
    [tokenHash],
  );
  return link ?? null;
}
