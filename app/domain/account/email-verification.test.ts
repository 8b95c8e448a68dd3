import { expect, test } from "vitest";
import { mustVerifyFirst } from "./email-verification.ts";

test("an email has to be verified where there is a mail server, and it isn't", () => {
  const smtpUrl = "smtp://localhost";
  expect(mustVerifyFirst({ smtpUrl }, false)).toBe(true);
  expect(mustVerifyFirst({ smtpUrl }, true)).toBe(false);
  expect(mustVerifyFirst({ smtpUrl: undefined }, false)).toBe(false);
});
