import type { NewMail } from "#db/control/mail.ts";

/** What people are told of their account by mail: plain text, one matter each. Nothing that a stranger typed is in it. */

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
