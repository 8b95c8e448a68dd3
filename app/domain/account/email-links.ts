import type { Config } from "#app/base/config.ts";
import { newToken, tokenHash } from "#app/base/token.ts";
import { withInvitation } from "#app/domain/invitation/with-invitation.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import {
  addressChangedMail,
  addressInUseMail,
  leaveAddressMail,
  takeAddressMail,
  verificationMail,
} from "#app/domain/mail/templates.ts";
import { type ControlEntry, type Writer, writeControl } from "#db/transaction.ts";
import {
  completeChange,
  confirmChange,
  endChangeOfLink,
  isAddressTaken,
  openChange,
} from "./email-change.ts";
import { type AddressLink, lookAtAddressLink, openVerification, proveAddress } from "./email-verification.ts";

/** Proving an address by mail, and coming to another one. */

const linkOf = (appUrl: string, token: string) => `${appUrl}/confirm-address/${token}`;

interface Unverified {
  id: string;
  email: string;
  /** The token of an invitation for this address, to which the link leads on. */
  invitation?: string | undefined;
}

/** Mails somebody a link that proves their address. A link that was mailed before is worth nothing then. */
export async function mailVerification(
  tx: Writer,
  appUrl: string,
  { id, email, invitation }: Unverified,
): Promise<void> {
  const token = newToken();
  await openVerification(tx, { userId: id, email, tokenHash: tokenHash(token) });
  const link = withInvitation(linkOf(appUrl, token), invitation);
  await writeMail(tx, { to: email, ...verificationMail(link) });
}

interface Mover {
  id: string;
  /** The hash their password was checked against. */
  passwordHash: string;
}

/**
 * Asks both mailboxes whether an account shall move to `newEmail`. If that is another account's, it never will: its owner
 * is told that somebody tried, because it may be a person who forgot that they have two accounts, and gets no link. Whoever
 * asked sees no difference, and all that is written is written for every address.
 * @returns false if the password was changed while it was being checked: nothing was asked.
 */
export async function askToChangeAddress(
  entry: ControlEntry,
  { appUrl }: Pick<Config, "appUrl">,
  { id, passwordHash }: Mover,
  newEmail: string,
): Promise<boolean> {
  const [oldToken, newAddressToken] = [newToken(), newToken()];
  return writeControl(entry, async (tx) => {
    const opened = await openChange(tx, {
      userId: id,
      passwordHash,
      newEmail,
      oldTokenHash: tokenHash(oldToken),
      newTokenHash: tokenHash(newAddressToken),
    });
    if (!opened) return false;
    const leave = leaveAddressMail({ link: linkOf(appUrl, oldToken), newEmail, appUrl });
    const take = opened.isTaken ? addressInUseMail(appUrl) : takeAddressMail(linkOf(appUrl, newAddressToken));
    await writeMail(tx, { to: opened.oldEmail, ...leave });
    await writeMail(tx, { to: newEmail, ...take });
    return true;
  });
}

/** What has come of a link. `taken`: the change can't be made, because another account has the address by now. */
export type Confirmation = Exclude<AddressLink["state"], "open"> | "taken";

/** Does what a link says that was mailed by one of the above, once; says of a used one what came of it. */
export async function confirmAddress(entry: ControlEntry, token: string): Promise<Confirmation> {
  const hash = tokenHash(token);
  try {
    return await writeControl(entry, (tx) => followLink(tx, hash));
  } catch (error) {
    if (!isAddressTaken(error)) throw error;
    await writeControl(entry, (tx) => endChangeOfLink(tx, hash));
    return "taken";
  }
}

async function followLink(tx: Writer, hash: Buffer): Promise<Confirmation> {
  if (await proveAddress(tx, hash)) return "verified";
  const change = await confirmChange(tx, hash);
  if (!change) return outcomeOf(await lookAtAddressLink(tx, hash));
  if (!change.isOldConfirmed || !change.isNewConfirmed) return "waits-for-other";
  await completeChange(tx, change);
  const told = addressChangedMail(change);
  await writeMail(tx, { to: change.oldEmail, ...told });
  await writeMail(tx, { to: change.newEmail, ...told });
  return "changed";
}

function outcomeOf(link: AddressLink | null): Confirmation {
  return link && link.state !== "open" ? link.state : "gone";
}
