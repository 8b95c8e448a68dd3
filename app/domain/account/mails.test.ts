import { expect, test } from "vitest";
import {
  emailChangedMail,
  emailInUseMail,
  leaveEmailMail,
  passwordChangedMail,
  passwordResetMail,
  takeEmailMail,
  verifyEmailMail,
} from "./mails.ts";

const appUrl = "https://rowhouse.example";
const link = `${appUrl}/there`;
const [oldEmail, newEmail] = ["ada@example.test", "byron@example.test"];

const mails = [
  passwordResetMail(link),
  passwordChangedMail(appUrl),
  verifyEmailMail(link),
  leaveEmailMail({ link, newEmail, appUrl }),
  takeEmailMail(link),
  emailInUseMail(appUrl),
  emailChangedMail({ oldEmail, newEmail }),
];

test.each(mails)("each paragraph is one line, which mail programs wrap: $subject", ({ subject, body }) => {
  expect(subject).not.toContain("\n");
  for (const paragraph of body.trimEnd().split("\n\n")) expect(paragraph).not.toMatch(/\n|\s$| {2}/);
});
