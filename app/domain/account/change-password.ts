import type { Config } from "#app/base/config.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { passwordChangedMail } from "#app/domain/mail/templates.ts";
import { startBrowserSession } from "#app/domain/session/browser-session.ts";
import { withPerson } from "#db/transaction.ts";
import { changePassword } from "./account.ts";

interface Change {
  person: { id: string; email: string };
  passwordHash: string;
}

/**
 * Gives somebody who is signed in another password, ends all of their sessions and starts a new one for the browser that
 * sent `request`. @returns the Set-Cookie header of it.
 */
export async function changeOwnPassword(
  { appUrl }: Pick<Config, "appUrl">,
  request: Request,
  { person, passwordHash }: Change,
): Promise<string> {
  return withPerson({ userId: person.id, readOnly: false }, async (tx) => {
    await changePassword(tx, person.id, passwordHash);
    await writeMail(tx, { to: person.email, ...passwordChangedMail(appUrl) });
    const cookie = await startBrowserSession(tx, request, { userId: person.id, passwordHash });
    if (!cookie) throw new Error("A password can't change under its own transaction");
    return cookie;
  });
}
