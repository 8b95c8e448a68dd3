import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { type Browser, type NewSession, newSession } from "#app/domain/session/session.ts";
import { boolean, nullable, text } from "#db/query.ts";
import { type ControlEntry, readDoor, writeDoor } from "#db/transaction.ts";
import { hashPassword, passwordTag } from "./password.ts";
import { type Owner, type PasswordProblem, passwordProblem } from "./password-rules.ts";

interface PasswordChange {
  currentPassword: string;
  password: string;
  browser: Browser;
}

/** Ends all sessions of the user, tells them by mail, and begins a session for the browser that asked. */
export async function changeOwnPassword(
  entry: ControlEntry & { user: Owner },
  { currentPassword, password, browser }: PasswordChange,
): Promise<Outcome<{ sessionToken: string }, "wrong-password" | PasswordProblem>> {
  const tag = await ownPasswordTag(entry, currentPassword);
  if (!tag) return outcome.refused("wrong-password");
  const problem = passwordProblem(password, entry.user);
  if (problem) return outcome.refused(problem);
  const passwordHash = await hashPassword(password, entry);
  const session = newSession(browser);
  const changed = await writeDoor(entry, (tx) => replace.first(tx, { tag, passwordHash, session }));
  return changed?.isChanged
    ? outcome.done({ sessionToken: session.token })
    : outcome.refused("wrong-password");
}

/** The tag of the user's own password; null if this isn't it. */
export async function ownPasswordTag(entry: ControlEntry, password: string): Promise<Buffer | null> {
  const own = await readDoor(entry, (tx) => ownDerivation.first(tx));
  const tag = await passwordTag(own?.derivation ?? null, password, entry);
  const proof = tag && (await readDoor(entry, (tx) => ownProof.first(tx, { tag })));
  return proof?.isRight ? tag : null;
}

const ownDerivation = query.atDoor(
  "own password derivation",
  { derivation: nullable(text) },
  () => sql`select control.own_password_derivation() as derivation`,
);

const ownProof = query.atDoor(
  "own password proved",
  { isRight: boolean },
  ({ tag }: { tag: Buffer }) => sql`select control.proves_own_password(${tag}) as "isRight"`,
);

/** Proves it once more: a password that was reset meanwhile stays. */
const replace = change.atDoor(
  "own password changed",
  { isChanged: boolean },
  ({ tag, passwordHash, session }: { tag: Buffer; passwordHash: string; session: NewSession }) =>
    sql`select control.change_own_password(${tag}, ${passwordHash}, ${session}) as "isChanged"`,
);
