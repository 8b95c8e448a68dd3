import type { MailText } from "#app/domain/mail/outbox.ts";

/** Mails to users about their accounts. Nothing in them was typed by a stranger. */

export function passwordResetMail(link: string): MailText {
  return {
    subject: "Reset your Rowhouse password",
    body: `Somebody asked to reset the password of your Rowhouse account. If it was you, open this link within an hour:

${link}

It works once, and signs you out everywhere. If it wasn't you, do nothing: your password stays as it is.
`,
  };
}

/** The tenth within an hour. */
export function lastPasswordResetMail(link: string): MailText {
  const { subject, body } = passwordResetMail(link);
  return {
    subject,
    body: `${body}
This is the last such mail for now. Within an hour we send ten if they are asked for from where you signed in before, and \
ten if from elsewhere. The links in the earlier mails work for as long as they say.
`,
  };
}

export function passwordChangedMail(appUrl: string): MailText {
  return {
    subject: "Your Rowhouse password was changed",
    body: `The password of your Rowhouse account was changed just now, and every other session was ended.

If it wasn't you, set a new one at once: ${appUrl}/forgot-password
`,
  };
}

export function verifyEmailMail(link: string): MailText {
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
  /** In its normal form (email.ts), so there is no room in it for a message. */
  newEmail: string;
  appUrl: string;
}

export function leaveEmailMail({ link, newEmail, appUrl }: Leaving): MailText {
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

export function takeEmailMail(link: string): MailText {
  return {
    subject: "Confirm your new address for Rowhouse",
    body: `Somebody, probably you, asked to move a Rowhouse account to this address. If it was you, open this link within \
24 hours. The address that the account has now must confirm it too:

${link}

If it wasn't you, do nothing, and nothing will change.
`,
  };
}

export function emailInUseMail(appUrl: string): MailText {
  return {
    subject: "You have a Rowhouse account with this address",
    body: `Somebody asked to move another Rowhouse account to this address. It won't happen: you have an account with it, and \
an address belongs to one account. You needn't do anything.

If it was you, you have two accounts. This address signs you in to one of them: ${appUrl}/login
`,
  };
}

export function emailChangedMail({ oldEmail, newEmail }: { oldEmail: string; newEmail: string }): MailText {
  return {
    subject: "Your Rowhouse account has another address",
    body: `Your Rowhouse account moved from ${oldEmail} to ${newEmail}, as both addresses confirmed. \
Sign in with the new address from now on. The password is the same, and you stay signed in where you are.

If it wasn't you, somebody knows your password and reads your mail: tell the person who runs this installation.
`,
  };
}
