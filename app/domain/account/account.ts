import { randomUUIDv7 } from "node:crypto";
import type { Reader, Writer } from "#db/transaction.ts";
import { lockAccount } from "./account-lock.ts";
import { endChange } from "./email-change.ts";

/** What signing in has to know about somebody. */
export interface Account {
  id: string;
  name: string;
  email: string;
  passwordHash: string;
}

const columns = `id, name, email, password_hash as "passwordHash"`;

/** The account with this address, in its normal form (app/domain/account/email.ts). Index: users_email_key. */
export async function findAccountByEmail(tx: Reader, email: string): Promise<Account | null> {
  const [found] = await tx.rows<Account>(`select ${columns} from control.users where email = $1`, [email]);
  return found ?? null;
}

/** The account of somebody who is signed in. Index: users_pkey. @throws if there is none. */
export async function requireAccount(tx: Reader, id: string): Promise<Account> {
  const [found] = await tx.rows<Account>(`select ${columns} from control.users where id = $1::uuid`, [id]);
  if (!found) throw new Error("There is no such account");
  return found;
}

/** Whether nobody has signed up yet. Index: users_pkey. */
export async function isEmptyInstallation(tx: Reader): Promise<boolean> {
  const [answer] = await tx.rows<{ isEmpty: boolean }>(
    `select not exists (select from control.users) as "isEmpty"`,
  );
  return answer?.isEmpty ?? false;
}

export interface NewAccount {
  /** Given where the same transaction acts as the new person. */
  id?: string;
  /** In its normal form. */
  email: string;
  name: string;
  passwordHash: string;
  /** Somebody answers for it that the address is theirs. */
  isVerified?: boolean;
}

/**
 * Creates an account. The first one of an installation becomes its operator: everybody who finds it empty queues up
 * behind one lock and looks again, so of many at once exactly one is.
 * @returns null if the address is taken; `isOperator` otherwise.
 */
export async function createAccount(
  tx: Writer,
  { id = randomUUIDv7(), email, name, passwordHash, isVerified = false }: NewAccount,
): Promise<{ id: string; isOperator: boolean } | null> {
  const isOperator = await isFirst(tx);
  const [created] = await tx.rows<{ id: string; isOperator: boolean }>(
    `insert into control.users (id, email, name, password_hash, is_operator, email_verified_at)
     values ($1::uuid, $2, $3, $4, $5, case when $6 then now() end)
     on conflict (email) do nothing
     returning id, is_operator as "isOperator"`,
    [id, email, name, passwordHash, isOperator, isVerified],
  );
  return created ?? null;
}

async function isFirst(tx: Writer): Promise<boolean> {
  if (!(await isEmptyInstallation(tx))) return false;
  await tx.rows("select pg_advisory_xact_lock(hashtext($1))", ["rowhouse first account"]);
  return isEmptyInstallation(tx);
}

export async function renameAccount(tx: Writer, id: string, name: string): Promise<void> {
  await tx.rows("update control.users set name = $2 where id = $1::uuid", [id, name]);
}

/**
 * Gives an account another password, ends all of its sessions and calls off a change of address: whoever knew the old
 * password is out.
 */
export async function changePassword(tx: Writer, id: string, passwordHash: string): Promise<void> {
  await lockAccount(tx, id);
  // In this order: a sign-in under way holds the account's row, so its session is there to be ended once we have it.
  await tx.rows("update control.users set password_hash = $2 where id = $1::uuid", [id, passwordHash]);
  await tx.rows("delete from control.sessions where user_id = $1::uuid", [id]);
  await endChange(tx, id);
}
