import { sql } from "kysely";
import type { Config } from "#app/base/config.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean } from "#db/query.ts";
import { type ControlEntry, type DoorWriter, type Reader, readDoor, writeDoor } from "#db/transaction.ts";
import type { Attempts } from "./attempts.ts";

export function verifyEmailUrl(appUrl: string, token: string): string {
  return `${appUrl}/verify-email/${token}`;
}

const ownVerified = query.byHand(
  "own email verified",
  { isVerified: boolean },
  () => sql`select control.is_own_email_verified() as "isVerified"`,
);

/** Of the acting user. */
export async function isEmailVerified(tx: Reader): Promise<boolean> {
  return (await ownVerified.first(tx))?.isVerified ?? false;
}

/** Only where there is a mail server: without one, users couldn't verify their email. */
export function mustVerifyFirst({ smtpUrl }: Pick<Config, "smtpUrl">, isVerified: boolean): boolean {
  return smtpUrl !== undefined && !isVerified;
}

/**
 * Mails the acting user a link; one that was mailed before stops working.
 * @param invitation the token of an invitation for this email. The link leads on to it.
 */
export async function mailVerification(tx: DoorWriter, invitation?: string): Promise<void> {
  await openVerification(tx, { invitation: invitation ?? null });
}

export const openVerification = change.atDoor(
  "verification mailed",
  {},
  ({ invitation }: { invitation: string | null }) =>
    sql`select from control.mail_verification(${invitation})`,
);

interface Mailing {
  attempts: Pick<Attempts, "countEmailMail">;
  /** The token of an invitation to which the link leads on. */
  invitation: string | undefined;
}

export async function mailVerificationAgain(
  entry: ControlEntry & { user: { id: string; email: string } },
  { attempts, invitation }: Mailing,
): Promise<Outcome<undefined, "verified-already">> {
  if (await readDoor(entry, isEmailVerified)) return outcome.refused("verified-already");
  const { id, email } = entry.user;
  const tooOften = await attempts.countEmailMail(id, email);
  if (tooOften) return tooOften;
  await writeDoor(entry, (tx) => mailVerification(tx, invitation));
  return outcome.done();
}
