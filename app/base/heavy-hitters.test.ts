import { expect, test } from "vitest";
import { HeavyHitters } from "./heavy-hitters.ts";

test("among 50,000 keys the 100 busiest are found and counted exactly, and no count is lost", () => {
  const requests = new HeavyHitters({ shown: 100, kept: 500 });
  for (let n = 0; n < 50_000; n++) {
    requests.add(`quiet-${n}`);
    requests.add(`busy-${n % 100}`);
  }
  const { busiest, other } = requests.read();
  expect(busiest.map(([key, count]) => [key.split("-")[0], count])).toEqual(Array(100).fill(["busy", 500]));
  expect(other).toBe(50_000);
});
