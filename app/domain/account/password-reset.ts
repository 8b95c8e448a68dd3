import { randomUUIDv7 } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, text } from "#db/query.ts";
import { type ControlEntry, readDoor, type Writer, writeDoor } from "#db/transaction.ts";
import { hashPassword } from "./password.ts";
import { type PasswordProblem, passwordProblem } from "./password-rules.ts";

/** The least time of an answer: longer than writing a reset and a mail, which happens only for an account. */
const shortestAnswerMs = 200;

export function resetUrl(appUrl: string, token: string): string {
  return `${appUrl}/reset-password/${token}`;
}

interface ResetAsker {
  /** In its normal form. */
  email: string;
  /** The client's: what is asked for in networks that the account knows is counted apart. */
  network: string;
}

/** Does nothing if no account has this email, or ten links were mailed within the hour, and tells no one so. */
export async function mailResetLink(entry: ControlEntry, asker: ResetAsker): Promise<void> {
  const shortestAnswer = pause(shortestAnswerMs);
  await writeDoor(entry, (tx) => requestReset(tx, asker));
  await shortestAnswer;
}

export const requestReset = change.atDoor(
  "reset requested",
  {},
  ({ email, network }: ResetAsker) => sql`select from control.request_reset(${email}, ${network})`,
);

/** Null if the token is unknown, used or too old. */
export const ownerOfReset = query.atDoor(
  "owner of a reset",
  { email: text, name: text },
  ({ token }: { token: string }) => sql`select email, name from control.owner_of_reset(${token})`,
);

/** Works once, and ends all sessions. Verifies the email too: the link came by mail or from the operator. */
export async function resetPassword(
  entry: ControlEntry,
  { token, password }: { token: string; password: string },
): Promise<Outcome<undefined, "gone" | PasswordProblem>> {
  const owner = await readDoor(entry, (tx) => ownerOfReset.first(tx, { token }));
  if (!owner) return outcome.refused("gone");
  const problem = passwordProblem(password, owner);
  if (problem) return outcome.refused(problem);
  const passwordHash = await hashPassword(password, entry);
  const spent = await writeDoor(entry, (tx) => spendReset.first(tx, { token, passwordHash }));
  return spent?.isSpent ? outcome.done() : outcome.refused("gone");
}

/** The part of `resetPassword` that writes. */
export const spendReset = change.atDoor(
  "reset spent",
  { isSpent: boolean },
  ({ token, passwordHash }: { token: string; passwordHash: string }) =>
    sql`select control.spend_reset(${token}, ${passwordHash}) as "isSpent"`,
);

interface HandedReset {
  userId: string;
  tokenHash: Buffer;
  lifetimeMinutes: number;
}

/** For the operator, who hands the link over. */
export async function openReset(tx: Writer, reset: HandedReset): Promise<void> {
  await insertReset(tx, { id: randomUUIDv7(), ...reset });
}

const insertReset = change((db, { id, userId, tokenHash, lifetimeMinutes }: HandedReset & { id: string }) =>
  db.insertInto("password_resets").values({
    id,
    user_id: userId,
    token_hash: tokenHash,
    expires_at: sql<Date>`now() + make_interval(mins => ${lifetimeMinutes})`,
  }),
);
