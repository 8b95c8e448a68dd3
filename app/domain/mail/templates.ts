import { exactText } from "#app/base/time-text.ts";
import type { InvitedRole } from "#app/domain/invitation/policy.ts";
import { roleInSentence } from "#app/domain/membership/role-text.ts";
import { harmless } from "./harmless.ts";
import type { NewMail } from "./outbox.ts";

/**
 * What people are told by mail: plain text, one matter each. Nothing that a stranger typed is in it, but for two names, which
 * are made harmless.
 */

type Text = Pick<NewMail, "subject" | "body">;

export function passwordResetMail(link: string): Text {
  return {
    subject: "Reset your Rowhouse password",
    body: `Somebody asked to reset the password of your Rowhouse account. If it was you, open this link within an hour:

${link}

It works once, and signs you out everywhere. If it wasn't you, do nothing: your password stays as it is.
`,
  };
}

export function passwordChangedMail(appUrl: string): Text {
  return {
    subject: "Your Rowhouse password was changed",
    body: `The password of your Rowhouse account was changed just now, and every other session was ended.

If it wasn't you, set a new one at once: ${appUrl}/forgot-password
`,
  };
}

export function verificationMail(link: string): Text {
  return {
    subject: "Confirm your address for Rowhouse",
    body: `Somebody, probably you, made a Rowhouse account with this address. If it was you, open this link within \
24 hours and confirm that the address is yours:

${link}

If it wasn't you, do nothing: the address stays unconfirmed.
`,
  };
}

interface Leaving {
  link: string;
  /** In its normal form (app/domain/account/email.ts), so there is no room in it for a message. */
  newEmail: string;
  appUrl: string;
}

export function leaveAddressMail({ link, newEmail, appUrl }: Leaving): Text {
  return {
    subject: "Confirm that your Rowhouse account moves to another address",
    body: `Somebody who knows your password asked to move your Rowhouse account to another address:

${newEmail}

If it was you, and the address is right, open this link within 24 hours. The other address has to confirm it too:

${link}

If it wasn't you, don't open it: nothing will change without it. But set a new password at once, which also calls \
the change off: ${appUrl}/forgot-password
`,
  };
}

export function takeAddressMail(link: string): Text {
  return {
    subject: "Confirm your new address for Rowhouse",
    body: `Somebody, probably you, asked to move a Rowhouse account to this address. If it was you, open this link within \
24 hours. The address that the account has now must confirm it too:

${link}

If it wasn't you, do nothing, and nothing will change.
`,
  };
}

export function addressInUseMail(appUrl: string): Text {
  return {
    subject: "You have a Rowhouse account with this address",
    body: `Somebody asked to move another Rowhouse account to this address. It won't happen: you have an account with it, and \
an address belongs to one account. You needn't do anything.

If it was you, you have two accounts. This address signs you in to one of them: ${appUrl}/login
`,
  };
}

export function addressChangedMail({ oldEmail, newEmail }: { oldEmail: string; newEmail: string }): Text {
  return {
    subject: "Your Rowhouse account has another address",
    body: `Your Rowhouse account moved from ${oldEmail} to ${newEmail}, as both addresses confirmed. \
Sign in with the new address from now on. The password is the same, and you stay signed in where you are.

If it wasn't you, somebody knows your password and reads your mail: tell the person who runs this installation.
`,
  };
}

interface Invited {
  inviterName: string;
  tenantName: string;
  role: InvitedRole;
  link: string;
  lifetimeDays: number;
}

/** To somebody who may never have heard of Rowhouse, from somebody they may not know. */
export function invitationMail({ inviterName, tenantName, role, link, lifetimeDays }: Invited): Text {
  const [inviter, tenant] = [harmless(inviterName), harmless(tenantName)];
  return {
    subject: `${inviter} invites you to “${tenant}” on Rowhouse`,
    body: `${inviter} invites you to join the workspace “${tenant}” on Rowhouse, as ${roleInSentence(role)}. \
To see the invitation and accept it, open this link within ${lifetimeDays} days:

${link}

The link is yours alone: whoever has it can use it in your place, so don't pass it on. If you don't know what this is \
about, do nothing: no account was made for you.
`,
  };
}

interface HandedOver {
  formerOwnerName: string;
  tenantName: string;
  /** Its address. */
  link: string;
}

/** To somebody who was made the owner by the one before. */
export function ownershipMail({ formerOwnerName, tenantName, link }: HandedOver): Text {
  const [formerOwner, tenant] = [harmless(formerOwnerName), harmless(tenantName)];
  return {
    subject: `You own the workspace “${tenant}” now`,
    body: `${formerOwner} handed the workspace “${tenant}” over to you:

${link}

From now on you decide about its billing, its address and its end. ${formerOwner} is an admin of it. If you don't want it, \
talk to each other: you can hand it on to somebody in it, at ${link}/danger/transfer
`,
  };
}

interface WorkspaceDeleted {
  tenantName: string;
  slug: string;
  /** The name of who did it; null for the operator. */
  by: string | null;
  until: Date;
  appUrl: string;
}

/** To each owner of a workspace that was deleted. */
export function workspaceDeletedMail({ tenantName, slug, by, until, appUrl }: WorkspaceDeleted): Text {
  const tenant = harmless(tenantName);
  const who = by === null ? "The operator of this installation" : harmless(by);
  return {
    subject: `The workspace “${tenant}” was deleted`,
    body: `${who} deleted a workspace of which you are an owner: “${tenant}”, at ${appUrl}/${slug}. It is closed to everybody in it.

Until ${exactText(until.getTime())} each of its owners can bring it back, with all that was in it:

${appUrl}/${slug}/danger

Then everything in it is erased for good. Its address is never given to anybody else.
`,
  };
}
