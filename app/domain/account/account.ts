import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, textOf } from "#db/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";

/** What decides on a password, a session or a link is in the database (db/functions/account.sql). */

/** For the operator. Takes the email in its normal form (email.ts). Index: users_email_key. */
export const userByEmail = query((db, { email }: { email: string }) =>
  db.selectFrom("users").select(["id", "name"]).where("email", "=", email),
);

const emptyInstallation = query.byHand(
  "empty installation",
  { isEmpty: boolean },
  () => sql`select control.is_empty_installation() as "isEmpty"`,
);

/** Whether there is no account yet. */
export async function isEmptyInstallation(tx: Reader): Promise<boolean> {
  return (await emptyInstallation.first(tx))?.isEmpty ?? false;
}

const claimFirst = change.byHand(
  "first account claimed",
  { isFirst: boolean },
  () => sql`select control.claim_first_account() as "isFirst"`,
);

/** Whether this transaction may create the first account. Of many at once, exactly one may. */
export async function claimFirstAccount(tx: Writer): Promise<boolean> {
  return (await claimFirst.first(tx))?.isFirst ?? false;
}

export interface NewAccount {
  /** In its normal form. */
  email: string;
  name: string;
  passwordHash: string;
}

const createVerified = change.byHand(
  "account created",
  { result: textOf<"created" | "email-taken" | "closed">() },
  ({ id, email, name, passwordHash }: NewAccount & { id: string }) =>
    sql`select control.create_account(${id}, ${email}, ${name}, ${passwordHash}, true, false) as result`,
);

/** Index: users_pkey. */
const isOperator = query((db, { id }: { id: string }) =>
  db.selectFrom("users").select("is_operator as isOperator").where("id", "=", id),
);

/**
 * For the operator, who vouches that the email is this user's. The first account of an installation becomes
 * its operator.
 */
export async function createAccount(
  tx: Writer,
  account: NewAccount,
): Promise<Outcome<{ id: string; isOperator: boolean }, "email-taken">> {
  const id = randomUUIDv7();
  const created = await createVerified.first(tx, { id, ...account });
  if (created?.result !== "created") return outcome.refused("email-taken");
  return outcome.done({ id, isOperator: (await isOperator.first(tx, { id }))?.isOperator ?? false });
}

export const renameOwnAccount = change.atDoor(
  "own account renamed",
  {},
  ({ name }: { name: string }) => sql`select from control.rename_own_account(${name})`,
);

/** For the worker: sessions and links that are over. */
export const sweepAccounts = change.byHand(
  "accounts swept",
  {},
  () => sql`select from control.sweep_accounts()`,
);
