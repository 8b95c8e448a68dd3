import { expect, test } from "vitest";
import { upTo } from "./number-text.ts";

test("a number that reached its bound is shown as open-ended", () => {
  expect([upTo(100, 0), upTo(100, 99), upTo(100, 100)]).toEqual(["0", "99", "99+"]);
});
