import { Authenticator } from "remix-auth";
import { FormStrategy } from "remix-auth-form";
import { withPerson } from "#db/transaction.ts";
import { type Account, findAccountByEmail } from "./account.ts";
import { normalEmail } from "./email.ts";
import { verifyPassword } from "./password.ts";

/** Address and password don't belong together. It doesn't say which of them is wrong, because nobody may know. */
export class WrongCredentialsError extends Error {}

/**
 * Who a request says it is. `authenticate("form", request)` reads the fields `email` and `password`.
 * @throws {WrongCredentialsError} after the same work, whether or not there is such an account.
 */
export const authenticator = new Authenticator<Account>().use(
  new FormStrategy(async ({ form }) => signedInBy(form.get("email"), form.get("password"))),
);

async function signedInBy(email: unknown, password: unknown): Promise<Account> {
  const address = typeof email === "string" ? normalEmail(email) : null;
  // An address that can't be one is looked for as well: it costs what any other costs.
  const account = await withPerson({ userId: null, readOnly: true }, (tx) =>
    findAccountByEmail(tx, address ?? ""),
  );
  const given = typeof password === "string" ? password : "";
  if (!(await verifyPassword(account?.passwordHash ?? null, given)) || !account)
    throw new WrongCredentialsError("The address and the password don't belong together");
  return account;
}
