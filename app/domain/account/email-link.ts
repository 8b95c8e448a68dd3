import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { nullable, text, textOf } from "#db/query.ts";
import { type ControlEntry, writeDoor } from "#db/transaction.ts";

/** A link in a mail: to verify the email, or to move an account away from it (`leave`) or to it (`take`). */
export interface EmailLink {
  purpose: "verify" | "leave" | "take";
  /** The email it was mailed to. */
  email: string;
  newEmail: string | null;
  state: "open" | LinkResult | "gone";
}

export type LinkResult = "verified" | "waits-for-other" | "changed";

const linkByToken = query.atDoor(
  "email link",
  {
    purpose: textOf<EmailLink["purpose"]>(),
    email: text,
    newEmail: nullable(text),
    state: textOf<EmailLink["state"]>(),
  },
  ({ token }: { token: string }) => sql`
    select purpose, email, new_email as "newEmail", state from control.look_at_email_link(${token})`,
);

/** Null if there never was such a link. */
export const lookAtEmailLink = linkByToken.first;

/** Works once; a used link answers with its result. `taken`: another account has the email by now. */
export async function followEmailLink(
  entry: ControlEntry,
  token: string,
): Promise<Outcome<LinkResult, "gone" | "taken">> {
  const result = (await writeDoor(entry, (tx) => followLink.first(tx, { token })))?.result ?? "gone";
  return result === "gone" || result === "taken" ? outcome.refused(result) : outcome.done(result);
}

export const followLink = change.atDoor(
  "email link followed",
  { result: nullable(textOf<LinkResult | "gone" | "taken">()) },
  ({ token }: { token: string }) => sql`select control.follow_email_link(${token}) as result`,
);
