import { expect, test } from "vitest";
import { Busiest } from "./busiest.ts";

test("of 50,000 keys the 100 busiest are shown, and every count is in the sum", () => {
  const counted = new Busiest(100, 500);
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 50_000; n++) {
      counted.add(`quiet-${n}`);
      if (n % 50 === 0) counted.add(`busy-${(n / 50) % 100}`);
    }
  }
  const { busiest, other } = counted.read();
  expect(busiest).toHaveLength(100);
  expect(busiest.every(([key, count]) => key.startsWith("busy-") && count === 30)).toBe(true);
  expect(busiest.reduce((sum, [, count]) => sum + count, other)).toBe(153_000);
});
