import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

test("a full map forgets the oldest entry", () => {
  const map = new BoundedMap<number>(2);
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) map.set(key, value, 1_000);
  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([undefined, 2, 3, 2]);
});

test("an entry is gone when its time is over", () => {
  const map = new BoundedMap<number>(2);
  map.set("a", 1, 1_000, 0);
  expect([map.get("a", 999), map.get("a", 1_000), map.size]).toEqual([1, undefined, 0]);
});
