import { expect, test } from "vitest";
import { expectWorkToGrowWithLength } from "./growth.ts";

test("a reader whose work grows with the length is accepted", () => {
  expectWorkToGrowWithLength((text) => text.replace(/ +/g, " "), " ");
});

test("a reader whose work grows with the square of the length is refused", () => {
  expect(() => expectWorkToGrowWithLength((text) => /\s+$/.test(`${text}x`), " ")).toThrow(
    /^" " repeated, 8 times as long, cost \d+, \d+, \d+ times as much$/,
  );
});
