import fc from "fast-check";
import { expect, test } from "vitest";
import { normalEmail } from "./email.ts";

test.each([
  ["ada@example.com", "ada@example.com"],
  ["  Ada.Byron+News@Example.COM ", "ada.byron+news@example.com"],
  ["o'hara@example.ie", "o'hara@example.ie"],
  ["ada@bücher.example", "ada@xn--bcher-kva.example"],
  ["ada@BÜCHER.example", "ada@xn--bcher-kva.example"],
  ["ada@mail.example.xn--p1ai", "ada@mail.example.xn--p1ai"],
])("%j is kept as %j", (given, kept) => {
  expect(normalEmail(given)).toBe(kept);
});

test.each([
  "",
  "ada",
  "@example.com",
  "ada@",
  "ada@localhost",
  "ada@example..com",
  "ada@-example.com",
  "ada@example.c",
  "a da@example.com",
  "ada@exa mple.com",
  "ada@example.com, eve@example.com",
  "Ada <ada@example.com>",
  ".ada@example.com",
  "ada.@example.com",
  "a..b@example.com",
  "ada@example.com\0",
  "ada\r\nBcc: eve@example.com",
  "ad\u0430@example.com",
  "ada@[127.0.0.1]",
  "ada@127.0.0.1",
  `${"a".repeat(65)}@example.com`,
  `ada@${"a".repeat(250)}.com`,
])("%j is no email", (given) => {
  expect(normalEmail(given)).toBeNull();
});

test("a kept email stays the same, is lower-case ASCII and fits the column", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.emailAddress(),
        fc.string({ unit: "binary" }).map((text) => `a@${text}.org`),
      ),
      (given) => {
        const kept = normalEmail(given);
        if (kept === null) return;
        expect(normalEmail(kept)).toBe(kept);
        expect(kept).toMatch(/^[\x21-\x40\x5b-\x7e]{3,254}$/);
      },
    ),
    { numRuns: 2_000 },
  );
});
