import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, type Database, query } from "#app/domain/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";

const accounts = (db: ReadonlyKysely<Database>) =>
  db.selectFrom("users").select(["id", "name", "email", "password_hash as passwordHash"]);

/** The account with an email in its normal form (email.ts). Index: users_email_key. */
export const accountByEmail = query((db, { email }: { email: string }) =>
  accounts(db).where("email", "=", email),
);

/** Index: users_pkey. */
const accountById = query((db, { id }: { id: string }) => accounts(db).where("id", "=", id));

export type Account = NonNullable<Awaited<ReturnType<typeof accountById.first>>>;

/** The account of a user who is known to have one. @throws if there is none. */
export async function requireAccount(tx: Reader, id: string): Promise<Account> {
  const account = await accountById.first(tx, { id });
  if (!account) throw new Error("There is no such account");
  return account;
}

/** Who has an email, for the operator's commands. Index: users_email_key. */
export const userByEmail = query((db, { email }: { email: string }) =>
  db.selectFrom("users").select(["id", "name"]).where("email", "=", email),
);

/**
 * Makes those take turns, until the transaction ends, who decide on one account's email or password or use up a link that
 * does: each reads what the one before has written. They take it before anything else.
 *
 * An advisory lock, not a row lock: changing an email needs the strongest row lock, and would deadlock with a transaction that
 * holds a foreign key's lock on the row and then wants more, such as accepting an invitation.
 */
export async function lockAccount(tx: Writer, userId: string): Promise<void> {
  await lockOf(tx, { userId });
}

const lockOf = change((db, { userId }: { userId: string }) =>
  db.selectNoFrom(
    sql<void>`pg_advisory_xact_lock(hashtext('rowhouse account'), hashtext(${userId}))`.as("locked"),
  ),
);

/** Whether there is no account yet. Index: users_pkey. */
export async function isEmptyInstallation(tx: Reader): Promise<boolean> {
  return (await anyUser.first(tx)) === null;
}

const anyUser = query((db) => db.selectFrom("users").select("id").limit(1));

export interface NewAccount {
  /** Given where the same transaction acts as the new user. */
  id?: string;
  /** In its normal form. */
  email: string;
  name: string;
  passwordHash: string;
  /** The email is known to be the user's. */
  isVerified?: boolean;
}

/** Creates an account. The first one of an installation becomes its operator. */
export async function createAccount(
  tx: Writer,
  { id = randomUUIDv7(), email, name, passwordHash, isVerified = false }: NewAccount,
): Promise<Outcome<{ id: string; isOperator: boolean }, "email-taken">> {
  const isOperator = await claimFirstAccount(tx);
  const created = await insertUser.first(tx, { id, email, name, passwordHash, isOperator, isVerified });
  return created ? outcome.done(created) : outcome.refused("email-taken");
}

/**
 * Whether this transaction may create the first account. All who find the installation empty wait for one lock and look
 * again, so of many at once exactly one may.
 */
export async function claimFirstAccount(tx: Writer): Promise<boolean> {
  if (!(await isEmptyInstallation(tx))) return false;
  await lockFirstAccount(tx);
  return isEmptyInstallation(tx);
}

const lockFirstAccount = change((db) =>
  db.selectNoFrom(sql<void>`pg_advisory_xact_lock(hashtext('rowhouse first account'))`.as("locked")),
);

const insertUser = change((db, user: Required<NewAccount> & { isOperator: boolean }) =>
  db
    .insertInto("users")
    .values({
      id: user.id,
      email: user.email,
      name: user.name,
      password_hash: user.passwordHash,
      is_operator: user.isOperator,
      email_verified_at: sql<Date | null>`case when ${user.isVerified} then now() end`,
    })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning(["id", "is_operator as isOperator"]),
);

/** Gives an account another name. Index: users_pkey. */
export const renameAccount = change((db, { id, name }: { id: string; name: string }) =>
  db.updateTable("users").set({ name }).where("id", "=", id),
);

/** Makes an account's links to a new password worthless, but for those that were used. Index: password_resets_user_id. */
export const deleteUnusedResets = change((db, { userId }: { userId: string }) =>
  db.deleteFrom("password_resets").where("user_id", "=", userId).where("used_at", "is", null),
);
