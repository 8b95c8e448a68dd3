import type { Config } from "#app/config.ts";
import {
  addressChangedMail,
  addressInUseMail,
  leaveAddressMail,
  takeAddressMail,
  verificationMail,
} from "#app/mail/templates.ts";
import { openVerification, useVerification } from "#db/control/address.ts";
import { completeChange, confirmChange, isAddressTaken, openChange } from "#db/control/address-change.ts";
import { writeMail } from "#db/control/mail.ts";
import { type Transaction, withPerson } from "#db/tenant.ts";
import { newToken, tokenHash } from "./token.ts";

/** Proving an address by mail, and coming to another one. */

interface Holder {
  id: string;
  email: string;
}

const linkOf = (appUrl: string, token: string) => `${appUrl}/confirm-address/${token}`;

/** Mails somebody a link that proves their address. A link that was mailed before is worth nothing then. */
export async function mailVerification(
  tx: Transaction,
  appUrl: string,
  { id, email }: Holder,
): Promise<void> {
  const token = newToken();
  await openVerification(tx, { userId: id, email, tokenHash: tokenHash(token) });
  await writeMail(tx, { to: email, ...verificationMail(linkOf(appUrl, token)) });
}

/**
 * Asks both mailboxes whether an account shall come to `newEmail`. If that is another account's, its owner is told and gets
 * no link, so that it never happens; whoever asked sees no difference.
 */
export async function askToChangeAddress(
  { appUrl }: Pick<Config, "appUrl">,
  { id, email }: Holder,
  newEmail: string,
): Promise<void> {
  const [oldToken, newLinkToken] = [newToken(), newToken()];
  await withPerson({ userId: id, readOnly: false }, async (tx) => {
    const { isTaken } = await openChange(tx, {
      userId: id,
      oldEmail: email,
      newEmail,
      oldTokenHash: tokenHash(oldToken),
      newTokenHash: tokenHash(newLinkToken),
    });
    await writeMail(tx, { to: email, ...leaveAddressMail(linkOf(appUrl, oldToken), { newEmail, appUrl }) });
    const asked = isTaken ? addressInUseMail(appUrl) : takeAddressMail(linkOf(appUrl, newLinkToken));
    await writeMail(tx, { to: newEmail, ...asked });
  });
}

export type Confirmation = "verified" | "waits-for-other" | "changed" | "taken" | "gone";

/** Does what a link says that was mailed by one of the above, once. */
export async function confirmAddress(token: string): Promise<Confirmation> {
  const hash = tokenHash(token);
  try {
    return await withPerson({ userId: null, readOnly: false }, async (tx): Promise<Confirmation> => {
      if (await useVerification(tx, hash)) return "verified";
      const change = await confirmChange(tx, hash);
      if (!change) return "gone";
      if (!change.isOldConfirmed || !change.isNewConfirmed) return "waits-for-other";
      await completeChange(tx, change);
      const told = addressChangedMail(change);
      await writeMail(tx, { to: change.oldEmail, ...told });
      await writeMail(tx, { to: change.newEmail, ...told });
      return "changed";
    });
  } catch (error) {
    // Somebody made an account with it in the meantime. Nothing was changed; what was confirmed is forgotten again.
    if (isAddressTaken(error)) return "taken";
    throw error;
  }
}
