import { expect, test } from "vitest";
import { initials } from "./initials.ts";

test.each([
  ["Ada Lovelace", "AL"],
  ["  ada   king  lovelace ", "AL"],
  ["Plato", "P"],
  ["🦊 Fox", "🦊F"],
  ["שרה כהן", "שכ"],
  ["", "?"],
])("the initials of “%s” are “%s”", (name, expected) => {
  expect(initials(name)).toBe(expected);
});
