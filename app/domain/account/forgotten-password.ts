import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "#app/base/config.ts";
import { newToken, tokenHash } from "#app/base/token.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { passwordChangedMail, passwordResetMail } from "#app/domain/mail/templates.ts";
import { type ControlEntry, type Writer, writeControl } from "#db/transaction.ts";
import { changePassword } from "./account.ts";
import type { Attempts } from "./attempts.ts";
import { markAddressVerified } from "./email-verification.ts";
import { requestReset, spendReset } from "./password-reset.ts";

type Site = Pick<Config, "appUrl">;

/** Every answer takes this long at least: longer than writing a reset and a mail, which only happens for an account. */
const shortestAnswerMs = 200;

/** Mails a link that sets a new password, if there is an account with this email. Tells no one whether there is. */
export async function mailResetLink(
  entry: ControlEntry,
  { appUrl, attempts }: Site & { attempts: Pick<Attempts, "mayMailReset"> },
  email: string,
): Promise<void> {
  const shortestAnswer = pause(shortestAnswerMs);
  if (await attempts.mayMailReset(email)) {
    const token = newToken();
    const mail = passwordResetMail(`${appUrl}/reset-password/${token}`);
    await writeControl(entry, (tx) => requestReset(tx, { email, tokenHash: tokenHash(token), mail }));
  }
  await shortestAnswer;
}

/**
 * Sets a new password by a link, once, and ends all sessions of the account. The link was mailed to its email, or handed
 * over by the operator, so it proves the email too. @returns whether the link was good.
 */
export async function resetPassword(
  tx: Writer,
  { appUrl }: Site,
  { token, passwordHash }: { token: string; passwordHash: string },
): Promise<boolean> {
  const account = await spendReset(tx, tokenHash(token));
  if (!account) return false;
  await changePassword(tx, account.userId, passwordHash);
  await markAddressVerified(tx, account.userId, account.email);
  await writeMail(tx, { to: account.email, ...passwordChangedMail(appUrl) });
  return true;
}

/**
 * Gives a user who is signed in another password, ends all of their sessions, and tells them by mail. The caller starts
 * a new session for the browser that asked.
 */
export async function changeOwnPassword(
  tx: Writer,
  { appUrl }: Site,
  { user, passwordHash }: { user: { id: string; email: string }; passwordHash: string },
): Promise<void> {
  await changePassword(tx, user.id, passwordHash);
  await writeMail(tx, { to: user.email, ...passwordChangedMail(appUrl) });
}
