import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { acceptInvitation, lookAtInvitation, type SeenInvitation } from "#app/domain/invitation/link.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change } from "#app/domain/query.ts";
import { type Browser, type NewSession, newSession } from "#app/domain/session/session.ts";
import { textOf } from "#db/query.ts";
import { type ControlEntry, type DoorWriter, readDoor, writeDoor } from "#db/transaction.ts";
import { isEmptyInstallation } from "./account.ts";
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
  /** Accepted in the same transaction. */
  invitation: { token: string; isVerifiedOnly: boolean } | null;
  browser: Browser;
}

interface SignedUp {
  sessionToken: string;
  joined: Joined | null;
}

type Joined = Pick<SeenInvitation, "tenantSlug" | "tenantName">;

type SignUpOutcome = Outcome<SignedUp, "email-taken" | "closed" | "invitation-closed" | PasswordProblem>;

export async function signUp(
  entry: ControlEntry,
  { name, email, password }: NewUser,
  { isInviteOnly, invitation, browser }: SignUpOptions,
): Promise<SignUpOutcome> {
  const isFirstOnly = isInviteOnly && !invitation;
  // Asked before the costly part, and again when the account is created.
  if (isFirstOnly && !(await readDoor(entry, isEmptyInstallation))) return outcome.refused("closed");
  const problem = passwordProblem(password, { name, email });
  if (problem) return outcome.refused(problem);
  // Hashed before it is known whether the email is taken, so that the time doesn't tell.
  const passwordHash = await hashPassword(password, entry);
  const id = randomUUIDv7();
  const session = newSession(browser);
  const asNewUser = { ...entry, user: null, credential: { session: session.token } };
  try {
    return await writeDoor(asNewUser, async (tx): Promise<SignUpOutcome> => {
      const account = { id, email, name, passwordHash, isFirstOnly, session };
      const result = (await createWithSession.first(tx, account))?.result ?? "closed";
      if (result !== "created") return outcome.refused(result);
      const joined = invitation && (await join(tx, invitation));
      // A mailed invitation has verified it.
      if (!(await isEmailVerified(tx))) await mailVerification(tx);
      return outcome.done({ sessionToken: session.token, joined });
    });
  } catch (error) {
    if (error instanceof InvitationClosed) return outcome.refused("invitation-closed");
    throw error;
  }
}

interface AccountWithSession {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  isFirstOnly: boolean;
  session: NewSession;
}

const createWithSession = change.atDoor(
  "sign-up",
  { result: textOf<"created" | "email-taken" | "closed">() },
  ({ id, email, name, passwordHash, isFirstOnly, session }: AccountWithSession) => sql`
    select control.sign_up(${id}, ${email}, ${name}, ${passwordHash}, ${isFirstOnly}, ${session}) as result`,
);

/** Rolls the account back, which must exist before an invitation can be accepted. */
class InvitationClosed extends Error {}

async function join(
  tx: DoorWriter,
  { token, isVerifiedOnly }: NonNullable<SignUpOptions["invitation"]>,
): Promise<Joined> {
  const accepted = await acceptInvitation(tx, token, { isVerifiedOnly });
  const seen = await lookAtInvitation(tx, token);
  if (!seen || accepted.kind !== "done") throw new InvitationClosed();
  return seen;
}
