import { expect, test } from "vitest";
import { faviconOf, hueNames, hueOf, hueOfId } from "./hue.ts";

test("a tenant's hue is always the same", () => {
  expect(hueOfId("0198c0de-0000-7000-8000-000000000001")).toBe(
    hueOfId("0198c0de-0000-7000-8000-000000000001"),
  );
});

test("many tenants spread over all twelve hues", () => {
  const counts = new Array<number>(hueNames.length).fill(0);
  for (let i = 0; i < 12_000; i++) {
    const hue = hueOfId(`0198c0de-0000-7000-8000-${String(i).padStart(12, "0")}`);
    counts[hue] = (counts[hue] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(600);
});

test("a chosen hue wins over the hue of the id, also if it is the first one", () => {
  expect(hueOf({ id: "any", hue: 0 })).toBe(0);
  expect(hueOf({ id: "any", hue: null })).toBe(hueOfId("any"));
});

test("the favicon is the tenant's, or Rowhouse's own", () => {
  expect(faviconOf({ id: "any", hue: 7 })).toBe("/favicon/7.svg");
  expect(faviconOf()).toBe("/favicon/default.svg");
});
