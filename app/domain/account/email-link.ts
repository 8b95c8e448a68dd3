import { tokenHash } from "#app/base/token.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { type ControlEntry, type Reader, type Writer, writeControl } from "#db/transaction.ts";
import { emailChangeByToken, endEmailChangeOfLink, isEmailTaken, verifyEmailChange } from "./email-change.ts";
import { verificationByToken, verifyEmail } from "./email-verification.ts";

/** A link in a mail: to verify the email, or to move an account away from it (`leave`) or to it (`take`). */
export interface EmailLink {
  purpose: "verify" | "leave" | "take";
  /** The email it was mailed to. */
  email: string;
  newEmail: string | null;
  state: "open" | LinkResult | "gone";
}

export type LinkResult = "verified" | "waits-for-other" | "changed";

/** Null if there never was such a link. */
export async function lookAtEmailLink(tx: Reader, token: string): Promise<EmailLink | null> {
  return linkByHash(tx, tokenHash(token));
}

async function linkByHash(tx: Reader, tokenHash: Buffer): Promise<EmailLink | null> {
  const [verification, change] = await Promise.all([
    verificationByToken.first(tx, { tokenHash }),
    emailChangeByToken.first(tx, { tokenHash }),
  ]);
  if (verification) {
    const { email } = verification;
    return { purpose: "verify", email, newEmail: null, state: stateOfVerification(verification) };
  }
  if (!change) return null;
  const { oldEmail, newEmail, isOfOld } = change;
  const side = isOfOld
    ? ({ purpose: "leave", email: oldEmail } as const)
    : ({ purpose: "take", email: newEmail } as const);
  return { ...side, newEmail, state: stateOfChange(change) };
}

type Found<Statement extends { first(...given: never): unknown }> = NonNullable<
  Awaited<ReturnType<Statement["first"]>>
>;

function stateOfVerification({
  isCurrent,
  isVerified,
  isUsable,
}: Found<typeof verificationByToken>): EmailLink["state"] {
  if (!isCurrent) return "gone";
  if (isVerified) return "verified";
  return isUsable ? "open" : "gone";
}

function stateOfChange(change: Found<typeof emailChangeByToken>): EmailLink["state"] {
  const { isOfOld, isOldVerified, isNewVerified, isMade, isUsable } = change;
  if (isOldVerified && isNewVerified && isMade) return "changed";
  if (!isUsable) return "gone";
  return (isOfOld ? isOldVerified : isNewVerified) ? "waits-for-other" : "open";
}

type Followed = Outcome<LinkResult, "gone" | "taken">;

/** Works once; a used link answers with its result. `taken`: another account has the email by now. */
export async function followEmailLink(entry: ControlEntry, token: string): Promise<Followed> {
  const hash = tokenHash(token);
  try {
    return await writeControl(entry, (tx) => follow(tx, hash));
  } catch (error) {
    if (!isEmailTaken(error)) throw error;
    await writeControl(entry, (tx) => endEmailChangeOfLink(tx, { tokenHash: hash }));
    return outcome.refused("taken");
  }
}

async function follow(tx: Writer, tokenHash: Buffer): Promise<Followed> {
  const verified = await verifyEmail(tx, tokenHash);
  if (verified.kind === "done") return outcome.done("verified");
  const change = await verifyEmailChange(tx, tokenHash);
  if (change.kind === "done") return change;
  const state = (await linkByHash(tx, tokenHash))?.state ?? "gone";
  return state === "gone" || state === "open" ? outcome.refused("gone") : outcome.done(state);
}
