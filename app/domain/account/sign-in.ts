import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change } from "#app/domain/query.ts";
import { type Browser, beginSession } from "#app/domain/session/session.ts";
import { type ControlEntry, readControl, writeControl } from "#db/transaction.ts";
import { accountByEmail } from "./account.ts";
import { verifyPassword } from "./password.ts";

interface Credentials {
  /** In its normal form. */
  email: string;
  password: string;
  browser: Browser;
}

/** Noted in the log of each of the user's tenants. Without an account, does the work of a wrong password. */
export async function signIn(
  entry: ControlEntry,
  { email, password, browser }: Credentials,
): Promise<Outcome<{ sessionToken: string }, "wrong-credentials">> {
  const account = await readControl(entry, (tx) => accountByEmail.first(tx, { email }));
  const isRight = await verifyPassword(account?.passwordHash ?? null, password, entry);
  if (!account || !isRight) return outcome.refused("wrong-credentials");
  return writeControl({ ...entry, user: account }, async (tx) => {
    const proven = await holdPassword.first(tx, account);
    if (!proven) return outcome.refused("wrong-credentials");
    const sessionToken = await beginSession(tx, { userId: account.id, browser });
    // Last, because it locks the tenants' logs until the transaction ends.
    await noteSignIn(tx);
    return outcome.done({ sessionToken });
  });
}

/** Holds the row until the transaction ends: a new password then ends this session too. Index: users_pkey. */
const holdPassword = change((db, { id, passwordHash }: { id: string; passwordHash: string }) =>
  db
    .selectFrom("users")
    .select("id")
    .where("id", "=", id)
    .where("password_hash", "=", passwordHash)
    .forShare(),
);

const noteSignIn = change.byHand("sign-in noted", {}, () => sql`select from control.record_sign_in()`);
