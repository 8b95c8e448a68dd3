import { Authenticator } from "remix-auth";
import { FormStrategy } from "remix-auth-form";
import type { Database } from "#db/database.ts";
import { readControl } from "#db/transaction.ts";
import { type Account, findAccountByEmail } from "./account.ts";
import { normalEmail } from "./email.ts";
import { verifyPassword } from "./password.ts";

/** Address and password don't belong together. It doesn't say which of them is wrong, because nobody may know. */
export class WrongCredentialsError extends Error {}

/**
 * Who a request says it is, by its fields `email` and `password`.
 * @throws {WrongCredentialsError} after the same work, whether or not there is such an account.
 */
export function authenticate(database: Database, request: Request): Promise<Account> {
  return new Authenticator<Account>()
    .use(new FormStrategy(async ({ form }) => accountOf(database, form.get("email"), form.get("password"))))
    .authenticate("form", request);
}

async function accountOf(database: Database, email: unknown, password: unknown): Promise<Account> {
  const normal = typeof email === "string" ? normalEmail(email) : null;
  // An address that can't be one is looked for as well: it costs what any other costs.
  const account = await readControl({ database, user: null }, (tx) => findAccountByEmail(tx, normal ?? ""));
  const given = typeof password === "string" ? password : "";
  if (!(await verifyPassword(account?.passwordHash ?? null, given)) || !account)
    throw new WrongCredentialsError("The address and the password don't belong together");
  return account;
}
