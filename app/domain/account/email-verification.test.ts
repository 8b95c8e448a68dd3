import { expect, test } from "vitest";
import { mustVerifyFirst } from "./email-verification.ts";

test("only an unverified email has to be verified first, and only where there is a mail server", () => {
  const smtpUrl = "smtp://localhost";
  expect(mustVerifyFirst({ smtpUrl }, false)).toBe(true);
  expect(mustVerifyFirst({ smtpUrl }, true)).toBe(false);
  expect(mustVerifyFirst({ smtpUrl: undefined }, false)).toBe(false);
});
