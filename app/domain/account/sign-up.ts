import { randomUUIDv7 } from "node:crypto";
import { acceptInvitation, lookAtInvitation, type SeenInvitation } from "#app/domain/invitation/link.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { type Browser, beginSession } from "#app/domain/session/session.ts";
import { type ControlEntry, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { claimFirstAccount, createAccount, isEmptyInstallation } from "./account.ts";
import { isEmailVerified, mailVerification } from "./email-verification.ts";
import { hashPassword } from "./password.ts";
import { type PasswordProblem, passwordProblem } from "./password-rules.ts";

interface NewUser {
  name: string;
  /** In its normal form. */
  email: string;
  password: string;
}

interface SignUpOptions {
  /** SIGNUP=invite: people sign up only with an invitation, or in an empty installation. */
  isInviteOnly: boolean;
  appUrl: string;
  /** Accepted in the same transaction. */
  invitation: { token: string; isVerifiedOnly: boolean } | null;
  browser: Browser;
}

interface SignedUp {
  sessionToken: string;
  joined: Joined | null;
}

/** The slug is null if the email must be verified first. */
type Joined = Pick<SeenInvitation, "tenantSlug" | "tenantName">;

type SignUpOutcome = Outcome<SignedUp, "email-taken" | "closed" | "invitation-closed" | PasswordProblem>;

export async function signUp(
  entry: ControlEntry,
  { name, email, password }: NewUser,
  { isInviteOnly, appUrl, invitation, browser }: SignUpOptions,
): Promise<SignUpOutcome> {
  const isClosed = isInviteOnly && !invitation;
  // Asked before the costly part, and again under the lock.
  if (isClosed && !(await readControl(entry, isEmptyInstallation))) return outcome.refused("closed");
  const problem = passwordProblem(password, { name, email });
  if (problem) return outcome.refused(problem);
  // Hashed before it is known whether the email is taken, so that the time doesn't tell.
  const passwordHash = await hashPassword(password, entry);
  const id = randomUUIDv7();
  try {
    return await writeControl({ ...entry, user: { id } }, async (tx): Promise<SignUpOutcome> => {
      if (isClosed && !(await claimFirstAccount(tx))) return outcome.refused("closed");
      const created = await createAccount(tx, { id, email, name, passwordHash });
      if (created.kind !== "done") return created;
      const joined = invitation && (await join(tx, invitation));
      // A mailed invitation has verified it.
      if (!(await isEmailVerified(tx, id)))
        await mailVerification(tx, { appUrl }, { user: { id, email }, invitation: invitation?.token });
      return outcome.done({ sessionToken: await beginSession(tx, { userId: id, browser }), joined });
    });
  } catch (error) {
    if (error instanceof InvitationClosed) return outcome.refused("invitation-closed");
    throw error;
  }
}

/** Rolls the account back, which must exist before an invitation can be accepted. */
class InvitationClosed extends Error {}

async function join(
  tx: Writer,
  { token, isVerifiedOnly }: NonNullable<SignUpOptions["invitation"]>,
): Promise<Joined> {
  const accepted = await acceptInvitation(tx, token, { isVerifiedOnly });
  const waits = accepted.kind === "refused" && accepted.reason === "unverified";
  const seen = await lookAtInvitation(tx, token);
  if (!seen || (accepted.kind !== "done" && !waits)) throw new InvitationClosed();
  return seen;
}
