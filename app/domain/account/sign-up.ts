import { randomUUIDv7 } from "node:crypto";
import { acceptInvitation, lookAtInvitation, type SeenInvitation } from "#app/domain/invitation/link.ts";
import { type Browser, beginSession } from "#app/domain/session/session.ts";
import { type ControlEntry, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { createAccount, isEmptyInstallation, type NewAccount } from "./account.ts";
import { mailVerification } from "./email-links.ts";
import { isAddressVerified } from "./email-verification.ts";

export type SignUp =
  | { outcome: "signed-up"; sessionToken: string; joined: Joined | null }
  | { outcome: "address-taken" }
  | { outcome: "closed" }
  | { outcome: "invitation-closed" };

/** The tenant a new account has joined by an invitation. Its slug is null if the email must be verified first. */
export type Joined = Pick<SeenInvitation, "tenantSlug" | "tenantName">;

interface Options {
  /** SIGNUP=invite: only an empty installation, or an invitation, lets people sign up. */
  isInviteOnly: boolean;
  /** For the link that verifies the new account's email. */
  appUrl: string;
}

interface Invited extends Options {
  /** The link by which the user came: accepted in the same transaction. */
  invitation: { token: string; isVerifiedOnly: boolean } | null;
  browser: Browser;
}

/** Whether anyone may sign up. Asked before the costly part; `signUp` asks again, under its lock. */
export async function isSignUpOpen(
  entry: ControlEntry,
  { isInviteOnly }: Pick<Options, "isInviteOnly">,
): Promise<boolean> {
  return !isInviteOnly || readControl(entry, isEmptyInstallation);
}

/** Creates an account, mails it a link that verifies its email, and signs the browser in to it. */
export async function signUp(
  entry: ControlEntry,
  account: NewAccount,
  { isInviteOnly, appUrl, invitation, browser }: Invited,
): Promise<SignUp> {
  const id = randomUUIDv7();
  try {
    return await writeControl({ ...entry, user: { id } }, async (tx): Promise<SignUp> => {
      const created = await createAccount(tx, { ...account, id });
      if (!created) return { outcome: "address-taken" };
      const joined = invitation && (await join(tx, invitation));
      // Of several that found it empty, one is the operator; the others come too late, and roll back.
      if (isInviteOnly && !created.isOperator && !joined) throw new SignUpRefused("closed");
      // A mailed invitation has proved it.
      if (!(await isAddressVerified(tx, id)))
        await mailVerification(tx, appUrl, { id, email: account.email, invitation: invitation?.token });
      const { passwordHash } = account;
      const sessionToken = await beginSession(tx, { userId: id, passwordHash, browser });
      if (!sessionToken) throw new Error("The password of a new account can't have changed");
      return { outcome: "signed-up", sessionToken, joined };
    });
  } catch (error) {
    if (error instanceof SignUpRefused) return { outcome: error.outcome };
    throw error;
  }
}

/** Rolls the account back. */
class SignUpRefused extends Error {
  readonly outcome: "closed" | "invitation-closed";
  constructor(outcome: SignUpRefused["outcome"]) {
    super(`Signing up was refused: ${outcome}`);
    this.outcome = outcome;
  }
}

async function join(
  tx: Writer,
  { token, isVerifiedOnly }: NonNullable<Invited["invitation"]>,
): Promise<Joined> {
  const outcome = await acceptInvitation(tx, token, { isVerifiedOnly });
  const seen = await lookAtInvitation(tx, token);
  if (!seen || (outcome !== "accepted" && outcome !== "unverified"))
    throw new SignUpRefused("invitation-closed");
  return seen;
}
