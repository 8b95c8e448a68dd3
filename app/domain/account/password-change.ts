import type { Config } from "#app/base/config.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change } from "#app/domain/query.ts";
import { type Browser, beginSession, endSessions } from "#app/domain/session/session.ts";
import { type ControlEntry, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { lockAccount, requireAccount } from "./account.ts";
import { endEmailChange } from "./email-change.ts";
import { passwordChangedMail } from "./mails.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { type PasswordProblem, passwordProblem } from "./password-rules.ts";

type UserEntry = ControlEntry & { user: { id: string } };

interface PasswordChange {
  currentPassword: string;
  password: string;
  browser: Browser;
}

/** Ends all sessions of the user, tells them by mail, and begins a session for the browser that asked. */
export async function changeOwnPassword(
  entry: UserEntry,
  { appUrl }: Pick<Config, "appUrl">,
  { currentPassword, password, browser }: PasswordChange,
): Promise<Outcome<{ sessionToken: string }, "wrong-password" | PasswordProblem>> {
  const userId = entry.user.id;
  const account = await readControl(entry, (tx) => requireAccount(tx, userId));
  if (!(await verifyPassword(account.passwordHash, currentPassword, entry)))
    return outcome.refused("wrong-password");
  const problem = passwordProblem(password, account);
  if (problem) return outcome.refused(problem);
  const passwordHash = await hashPassword(password, entry);
  return writeControl(entry, async (tx) => {
    await lockAccount(tx, userId);
    // A password that was reset while the old one was being checked stays.
    const { passwordHash: latest } = await requireAccount(tx, userId);
    if (latest !== account.passwordHash) return outcome.refused("wrong-password");
    await replacePassword(tx, { userId, passwordHash });
    await writeMail(tx, { to: account.email, ...passwordChangedMail(appUrl) });
    return outcome.done({ sessionToken: await beginSession(tx, { userId, browser }) });
  });
}

interface NewPassword {
  userId: string;
  passwordHash: string;
}

/** Ends all sessions and calls off a change of the email: people who knew the old password are out. */
export async function replacePassword(tx: Writer, { userId, passwordHash }: NewPassword): Promise<void> {
  await lockAccount(tx, userId);
  // First: it waits for a sign-in under way, which holds the account's row, so that its session ends too.
  await setPassword(tx, { userId, passwordHash });
  await endSessions(tx, { userId });
  await endEmailChange(tx, { userId });
}

/** Index: users_pkey. */
const setPassword = change((db, { userId, passwordHash }: NewPassword) =>
  db.updateTable("users").set({ password_hash: passwordHash }).where("id", "=", userId),
);
