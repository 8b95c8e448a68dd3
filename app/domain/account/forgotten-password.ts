import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "#app/base/config.ts";
import { newToken, tokenHash } from "#app/base/token.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { passwordChangedMail, passwordResetMail } from "#app/domain/mail/templates.ts";
import { withPerson } from "#db/transaction.ts";
import { changePassword } from "./account.ts";
import { mayMailReset } from "./attempts.ts";
import { markAddressVerified } from "./email-verification.ts";
import { requestReset, useReset } from "./password-reset.ts";

type Site = Pick<Config, "appUrl">;

/** Every answer takes this long at least: longer than writing a reset and a mail, which only happens for an account. */
const shortestAnswerMs = 200;

/** Mails a link that sets a new password, if there is an account with this address. Tells nobody whether there is. */
export async function mailResetLink({ appUrl }: Site, email: string): Promise<void> {
  const shortestAnswer = pause(shortestAnswerMs);
  if (await mayMailReset(email)) {
    const token = newToken();
    const mail = passwordResetMail(`${appUrl}/reset-password/${token}`);
    await withPerson({ userId: null, readOnly: false }, (tx) =>
      requestReset(tx, { email, tokenHash: tokenHash(token), mail }),
    );
  }
  await shortestAnswer;
}

/**
 * Sets a new password by a link, once, and ends all sessions of the account. The link was mailed to its address, or handed
 * over by the operator, so it proves the address too. @returns whether the link was good.
 */
export async function resetPassword({ appUrl }: Site, token: string, passwordHash: string): Promise<boolean> {
  return withPerson({ userId: null, readOnly: false }, async (tx) => {
    const account = await useReset(tx, tokenHash(token));
    if (!account) return false;
    await changePassword(tx, account.userId, passwordHash);
    await markAddressVerified(tx, account.userId, account.email);
    await writeMail(tx, { to: account.email, ...passwordChangedMail(appUrl) });
    return true;
  });
}
