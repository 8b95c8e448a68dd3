import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { type Browser, newSession } from "#app/domain/session/session.ts";
import { boolean, nullable, text } from "#db/query.ts";
import { type ControlEntry, readDoor, writeDoor } from "#db/transaction.ts";
import { passwordTag } from "./password.ts";

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
  const known = await readDoor(entry, (tx) => derivationByEmail.first(tx, { email }));
  const tag = await passwordTag(known?.derivation ?? null, password, entry);
  if (!tag) return outcome.refused("wrong-credentials");
  const session = newSession(browser);
  const begun = await writeDoor({ ...entry, user: null, credential: { session: session.token } }, (tx) =>
    begin.first(tx, { email, tag, session }),
  );
  return begun?.isRight
    ? outcome.done({ sessionToken: session.token })
    : outcome.refused("wrong-credentials");
}

const derivationByEmail = query.atDoor(
  "password derivation",
  { derivation: nullable(text) },
  ({ email }: { email: string }) => sql`select control.password_derivation(${email}) as derivation`,
);

const begin = change.atDoor(
  "sign-in",
  { isRight: boolean },
  ({ email, tag, session }: { email: string; tag: Buffer; session: object }) =>
    sql`select control.sign_in(${email}, ${tag}, ${session}) as "isRight"`,
);
