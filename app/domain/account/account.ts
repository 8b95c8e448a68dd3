import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, type DatabaseTables, query } from "#app/domain/query.ts";
import { text, typed } from "#db/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";

const accounts = (db: ReadonlyKysely<DatabaseTables>) =>
  db.selectFrom("users").select(["id", "name", "email", "password_hash as passwordHash"]);

/** Takes the email in its normal form (email.ts). Index: users_email_key. */
export const accountByEmail = query((db, { email }: { email: string }) =>
  accounts(db).where("email", "=", email),
);

/** Index: users_pkey. */
const accountById = query((db, { id }: { id: string }) => accounts(db).where("id", "=", id));

export type Account = NonNullable<Awaited<ReturnType<typeof accountById.first>>>;

/** @throws if there is no such account. */
export async function requireAccount(tx: Reader, id: string): Promise<Account> {
  const account = await accountById.first(tx, { id });
  if (!account) throw new Error("There is no such account");
  return account;
}

/** Index: users_email_key. */
export const userByEmail = query((db, { email }: { email: string }) =>
  db.selectFrom("users").select(["id", "name"]).where("email", "=", email),
);

/**
 * Locks an account until the transaction ends. Whatever decides on its email or password, or uses a link that
 * does, takes this lock first. No row lock: a change of the email needs the strongest one, and would deadlock
 * with a transaction that holds a foreign key's lock and then wants more, such as accepting an invitation.
 */
export async function lockAccount(tx: Writer, userId: string): Promise<void> {
  await lockOf(tx, { userId });
}

const lockOf = change((db, { userId }: { userId: string }) =>
  db.selectNoFrom(
    typed(text, sql`pg_advisory_xact_lock(hashtext('rowhouse account'), hashtext(${userId}))::text`).as(
      "locked",
    ),
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
  isVerified?: boolean;
}

/** The first account of an installation becomes its operator. */
export async function createAccount(
  tx: Writer,
  { id = randomUUIDv7(), email, name, passwordHash, isVerified = false }: NewAccount,
): Promise<Outcome<{ id: string; isOperator: boolean }, "email-taken">> {
  const isOperator = await claimFirstAccount(tx);
  const created = await insertUser.first(tx, { id, email, name, passwordHash, isOperator, isVerified });
  return created ? outcome.done(created) : outcome.refused("email-taken");
}

/** Whether this transaction may create the first account. Of many at once, exactly one may. */
export async function claimFirstAccount(tx: Writer): Promise<boolean> {
  if (!(await isEmptyInstallation(tx))) return false;
  await lockFirstAccount(tx);
  return isEmptyInstallation(tx);
}

const lockFirstAccount = change((db) =>
  db.selectNoFrom(
    typed(text, sql`pg_advisory_xact_lock(hashtext('rowhouse first account'))::text`).as("locked"),
  ),
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

/** Index: users_pkey. */
export const renameAccount = change((db, { id, name }: { id: string; name: string }) =>
  db.updateTable("users").set({ name }).where("id", "=", id),
);

/** Index: password_resets_user_id. */
export const deleteUnusedResets = change((db, { userId }: { userId: string }) =>
  db.deleteFrom("password_resets").where("user_id", "=", userId).where("used_at", "is", null),
);
