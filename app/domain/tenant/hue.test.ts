import { expect, test } from "vitest";
import { doorHue, doorNames, doorOf, faviconOf } from "./hue.ts";

test("a tenant's hue is always the same", () => {
  expect(doorHue("0198c0de-0000-7000-8000-000000000001")).toBe(
    doorHue("0198c0de-0000-7000-8000-000000000001"),
  );
});

test("many tenants spread over all twelve hues", () => {
  const counts = new Array<number>(doorNames.length).fill(0);
  for (let i = 0; i < 12_000; i++) {
    const hue = doorHue(`0198c0de-0000-7000-8000-${String(i).padStart(12, "0")}`);
    counts[hue] = (counts[hue] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(600);
});

test("a chosen hue wins over the one of the id, the first one too", () => {
  expect(doorOf({ id: "any", doorHue: 0 })).toBe(0);
  expect(doorOf({ id: "any", doorHue: null })).toBe(doorHue("any"));
});

test("the favicon is the tenant's, or Rowhouse's own", () => {
  expect(faviconOf({ id: "any", doorHue: 7 })).toBe("/favicon/7.svg");
  expect(faviconOf()).toBe("/favicon/default.svg");
});
