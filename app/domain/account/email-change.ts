import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, text, timestamp, uuid } from "#db/query.ts";
import { type ControlEntry, type DoorWriter, writeDoor } from "#db/transaction.ts";
import type { Attempts } from "./attempts.ts";
import { ownPasswordTag } from "./password-change.ts";

/** Moving an account to another email: its user asks while signed in, and both mailboxes are verified. */

export const openEmailChange = query.atDoor(
  "own email change",
  {
    id: uuid,
    oldEmail: text,
    newEmail: text,
    isOldVerified: boolean,
    isNewVerified: boolean,
    expiresAt: timestamp,
  },
  () => sql`
    select id, old_email as "oldEmail", new_email as "newEmail", is_old_verified as "isOldVerified",
      is_new_verified as "isNewVerified", expires_at as "expiresAt"
    from control.own_email_change()`,
);

interface WantedEmail {
  currentPassword: string;
  /** In its normal form. */
  newEmail: string;
}

/** If another account has `newEmail`, its owner is told and gets no link. The user sees no difference. */
export async function askToChangeEmail(
  entry: ControlEntry & { user: { id: string; email: string } },
  attempts: Pick<Attempts, "countEmailMail">,
  { currentPassword, newEmail }: WantedEmail,
): Promise<Outcome<undefined, "same-email" | "wrong-password">> {
  const { id, email } = entry.user;
  if (newEmail === email) return outcome.refused("same-email");
  const tag = await ownPasswordTag(entry, currentPassword);
  if (!tag) return outcome.refused("wrong-password");
  const tooOften = await attempts.countEmailMail(id, newEmail);
  if (tooOften) return tooOften;
  const asked = await writeDoor(entry, (tx) => openChange.first(tx, { tag, newEmail }));
  return asked?.isAsked ? outcome.done() : outcome.refused("wrong-password");
}

interface NewChange {
  /** Of the password now: if it has changed, nothing is opened. */
  tag: Buffer;
  newEmail: string;
}

/** Replaces an open one. */
export const openChange = change.atDoor(
  "email change asked for",
  { isAsked: boolean },
  ({ tag, newEmail }: NewChange) => sql`select control.ask_email_change(${tag}, ${newEmail}) as "isAsked"`,
);

export async function callOffEmailChange(tx: DoorWriter): Promise<Outcome<undefined, "not-open">> {
  return (await callOff.first(tx))?.isCalledOff ? outcome.done() : outcome.refused("not-open");
}

const callOff = change.atDoor(
  "email change called off",
  { isCalledOff: boolean },
  () => sql`select control.call_off_email_change() as "isCalledOff"`,
);
