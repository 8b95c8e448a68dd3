import { randomUUIDv7 } from "node:crypto";
import type { Reader, Writer } from "#db/transaction.ts";
import { lockAccount } from "./account-lock.ts";
import { addressLinkLifetimeHours } from "./email-verification.ts";

/** Moving an account to another address: asked for by somebody who is signed in, and confirmed from both mailboxes. */

export interface AddressChange {
  id: string;
  oldEmail: string;
  newEmail: string;
  isOldConfirmed: boolean;
  isNewConfirmed: boolean;
  expiresAt: Date;
}

const columns = `id, old_email as "oldEmail", new_email as "newEmail", old_confirmed_at is not null as "isOldConfirmed",
  new_confirmed_at is not null as "isNewConfirmed", expires_at as "expiresAt"`;

/** The change that an account waits for, or null. Index: address_changes_open. */
export async function findOpenChange(tx: Reader, userId: string): Promise<AddressChange | null> {
  const [change] = await tx.rows<AddressChange>(
    `select ${columns} from control.address_changes
     where user_id = $1::uuid and ended_at is null and expires_at > now()`,
    [userId],
  );
  return change ?? null;
}

interface NewChange {
  userId: string;
  /** The hash the password was checked against: if it has changed since, nothing is opened. */
  passwordHash: string;
  newEmail: string;
  oldTokenHash: Buffer;
  newTokenHash: Buffer;
}

/**
 * Opens a change, in place of one that is open. Indexes: users_pkey, users_email_key, address_changes_open.
 * @returns the address it leads away from, and whether another account has the new one by now: nobody may be told, and the
 * change is opened all the same. Null if the password was changed while it was being checked.
 */
export async function openChange(
  tx: Writer,
  { userId, passwordHash, newEmail, oldTokenHash, newTokenHash }: NewChange,
): Promise<{ oldEmail: string; isTaken: boolean } | null> {
  await lockAccount(tx, userId);
  await endChange(tx, userId);
  const [opened] = await tx.rows<{ oldEmail: string; isTaken: boolean }>(
    `insert into control.address_changes (id, user_id, old_email, new_email, old_token_hash, new_token_hash, expires_at)
     select $1::uuid, id, email, $4, $5, $6, now() + make_interval(hours => $7)
     from control.users where id = $2::uuid and password_hash = $3
     returning old_email as "oldEmail", exists (select from control.users where email = $4) as "isTaken"`,
    [randomUUIDv7(), userId, passwordHash, newEmail, oldTokenHash, newTokenHash, addressLinkLifetimeHours],
  );
  return opened ?? null;
}

/** Calls off what somebody's account waits for. @returns whether it did, and was not made in the meantime. */
export async function callOffChange(tx: Writer, userId: string): Promise<boolean> {
  await lockAccount(tx, userId);
  return endChange(tx, userId);
}

/** Ends what an account waits for, if it does; part of whatever changes its password. Index: address_changes_open. */
export async function endChange(tx: Writer, userId: string): Promise<boolean> {
  const ended = await tx.rows(
    `update control.address_changes set ended_at = now()
     where user_id = $1::uuid and ended_at is null
     returning id`,
    [userId],
  );
  return ended.length > 0;
}

/** Ends the change that a link belongs to. Indexes: address_changes_old_token_hash_key, …_new_token_hash_key. */
export async function endChangeOfLink(tx: Writer, tokenHash: Buffer): Promise<void> {
  await tx.rows(
    `update control.address_changes set ended_at = now()
     where (old_token_hash = $1 or new_token_hash = $1) and ended_at is null`,
    [tokenHash],
  );
}

export type ConfirmedChange = AddressChange & { userId: string };

/**
 * Confirms one side of a change, by its link, once. Two who confirm both sides at once take turns (`lockAccount`): the
 * second sees both. Indexes: address_changes_old_token_hash_key, …_new_token_hash_key.
 * @returns null if the link is not good any more.
 */
export async function confirmChange(tx: Writer, tokenHash: Buffer): Promise<ConfirmedChange | null> {
  const [asked] = await tx.rows<{ userId: string }>(
    `select user_id as "userId" from control.address_changes where old_token_hash = $1 or new_token_hash = $1`,
    [tokenHash],
  );
  if (!asked) return null;
  await lockAccount(tx, asked.userId);
  const [confirmed] = await tx.rows<ConfirmedChange>(
    `update control.address_changes
     set old_confirmed_at = case when old_token_hash = $1 then now() else old_confirmed_at end,
       new_confirmed_at = case when new_token_hash = $1 then now() else new_confirmed_at end
     where ended_at is null and expires_at > now()
       and (old_token_hash = $1 and old_confirmed_at is null or new_token_hash = $1 and new_confirmed_at is null)
     returning ${columns}, user_id as "userId"`,
    [tokenHash],
  );
  return confirmed ?? null;
}

/**
 * Gives the account its new address, which both sides have confirmed, and ends the change. Links to a new password that
 * were mailed to the old address are worth nothing then. Sessions go on: whoever asked knew the password and reads both
 * mailboxes, and both are told. Indexes: users_pkey, password_resets_user_id.
 * @throws what `isAddressTaken` knows, if another account has the address: roll back then.
 */
export async function completeChange(tx: Writer, { userId, newEmail }: ConfirmedChange): Promise<void> {
  await endChange(tx, userId);
  await tx.rows("update control.users set email = $2, email_verified_at = now() where id = $1::uuid", [
    userId,
    newEmail,
  ]);
  await tx.rows(
    "delete from control.password_resets where user_id = $1::uuid and used_at is null and expires_at > now()",
    [userId],
  );
}

/** Whether an account couldn't have an address because another one has it. */
export function isAddressTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === "23505" && constraint === "users_email_key";
}
