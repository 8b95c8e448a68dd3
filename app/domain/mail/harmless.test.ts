import { expect, it } from "vitest";
import { harmless } from "./harmless.ts";

it.each([
  ["Acme & Sons, Ltd.", "Acme & Sons, Ltd."],
  ["Zoë O’Brien 日本", "Zoë O’Brien 日本"],
  ["Two\r\nBcc: everybody", "Two Bcc: everybody"],
  ["https://evil.test/win", "https: evil. test win"],
  ["www.evil.test", "www. evil. test"],
  ["evil。test", "evil. test"],
  ["you@evil.test", "you evil. test"],
  ["a\u200b\u202eb", "a b"],
  ["Acme”. Call us", "Acme . Call us"],
  ["x".repeat(61), `${"x".repeat(59)}…`],
])("a name in a mail can do no harm: %j", (given, written) => {
  expect(harmless(given)).toBe(written);
});
