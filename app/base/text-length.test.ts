import { expect, test, vi } from "vitest";
import { hasAtMost } from "./text-length.ts";

test.each([
  ["", 0, true],
  ["abc", 3, true],
  ["abcd", 3, false],
  ["🏠🏠🏠", 3, true],
  ["🏠🏠🏠🏠", 3, false],
  ["e\u0301e\u0301", 3, false],
])("%j has at most %i characters: %s", (text, max, answer) => {
  expect(hasAtMost(text, max)).toBe(answer);
});

test("a text that is far too long is not counted", () => {
  const counted = vi.spyOn(String.prototype, Symbol.iterator);
  expect(hasAtMost("a".repeat(1_000_000), 100)).toBe(false);
  expect(counted).not.toHaveBeenCalled();
});
