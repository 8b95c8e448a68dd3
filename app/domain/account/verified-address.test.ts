import { expect, test } from "vitest";
import { mustVerifyFirst } from "./verified-address.ts";

test("an address has to be proved where there is a mail server, and it isn't", () => {
  const smtpUrl = "smtp://localhost";
  expect(mustVerifyFirst({ smtpUrl }, false)).toBe(true);
  expect(mustVerifyFirst({ smtpUrl }, true)).toBe(false);
  expect(mustVerifyFirst({ smtpUrl: undefined }, false)).toBe(false);
});
