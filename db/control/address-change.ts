import { randomUUIDv7 } from "node:crypto";
import { addressLinkLifetimeHours } from "./address.ts";
import type { Statements } from "./plan.ts";

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
export async function findOpenChange(tx: Statements, userId: string): Promise<AddressChange | null> {
  const [change] = await tx.rows<AddressChange>(
    `select ${columns} from control.address_changes
     where user_id = $1::uuid and ended_at is null and expires_at > now()`,
    [userId],
  );
  return change ?? null;
}

interface NewChange {
  userId: string;
  oldEmail: string;
  newEmail: string;
  oldTokenHash: Buffer;
  newTokenHash: Buffer;
}

/**
 * Opens a change, in place of one that is open.
 * @returns whether another account has the new address by now. Nobody may be told: the change is opened all the same.
 */
export async function openChange(tx: Statements, change: NewChange): Promise<{ isTaken: boolean }> {
  await lockAccount(tx, change.userId);
  await endChange(tx, change.userId);
  const [opened] = await tx.rows<{ isTaken: boolean }>(
    `insert into control.address_changes (id, user_id, old_email, new_email, old_token_hash, new_token_hash, expires_at)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6, now() + make_interval(hours => $7))
     returning exists (select from control.users where email = $4) as "isTaken"`,
    [
      randomUUIDv7(),
      change.userId,
      change.oldEmail,
      change.newEmail,
      change.oldTokenHash,
      change.newTokenHash,
      addressLinkLifetimeHours,
    ],
  );
  return { isTaken: opened?.isTaken ?? false };
}

/** Calls off what an account waits for, if it does. Index: address_changes_open. */
export async function endChange(tx: Statements, userId: string): Promise<void> {
  await tx.rows(
    "update control.address_changes set ended_at = now() where user_id = $1::uuid and ended_at is null",
    [userId],
  );
}

export type ConfirmedChange = AddressChange & { userId: string };

/**
 * Confirms one side of a change, by its link, once. The account's row comes first, and two who confirm both sides at once
 * wait for each other: the second sees both. Indexes: address_changes_old_token_hash_key, …_new_token_hash_key.
 * @returns null if the link is not good any more.
 */
export async function confirmChange(tx: Statements, tokenHash: Buffer): Promise<ConfirmedChange | null> {
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
 * Gives the account its new address, which both sides have confirmed, and ends the change.
 * @throws what `isAddressTaken` knows, if another account has the address: roll back then.
 */
export async function completeChange(tx: Statements, { userId, newEmail }: ConfirmedChange): Promise<void> {
  await endChange(tx, userId);
  await tx.rows("update control.users set email = $2, email_verified_at = now() where id = $1::uuid", [
    userId,
    newEmail,
  ]);
}

/** Whether an account couldn't have an address because another one has it. */
export function isAddressTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === "23505" && constraint === "users_email_key";
}

// Whoever changes an account's address or password holds its row first: they take turns and never deadlock.
async function lockAccount(tx: Statements, userId: string): Promise<void> {
  await tx.rows("select from control.users where id = $1::uuid for no key update", [userId]);
}
