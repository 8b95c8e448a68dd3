import { expect, test } from "vitest";
import { ProcessTurns } from "./process-turns.ts";

const look = () => new Promise((resolve) => setImmediate(resolve));

test("nobody waits while nobody works", async () => {
  const turns = new ProcessTurns();
  await turns.take("a");
  await look();
  await look();
  const waited = turns.take("a");
  expect(turns.waiting).toBe(0);
  await waited;
});

test("there is one turn between two looks at the sockets, and keys alternate", async () => {
  const turns = new ProcessTurns();
  const order: string[] = [];
  const work = ["a 1", "a 2", "a 3", "a 4", "b 1", "c 1", "b 2"].map(async (name) => {
    await turns.take(name[0] ?? "");
    order.push(name);
  });
  const seen: number[] = [];
  while (order.length < work.length) {
    await look();
    seen.push(order.length);
  }
  await Promise.all(work);
  expect(order).toEqual(["a 1", "a 2", "b 1", "c 1", "a 3", "b 2", "a 4"]);
  const done = seen.map((count, at) => count - (seen[at - 1] ?? 0));
  expect(Math.max(...done)).toBe(1);
});

test("a line that is empty is forgotten", async () => {
  const turns = new ProcessTurns();
  await Promise.all(["a", "b", "a"].map((key) => turns.take(key)));
  expect(turns.waiting).toBe(0);
});
