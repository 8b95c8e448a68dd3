import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProcessTurns } from "./process-turns.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const look = () => new Promise((resolve) => setImmediate(resolve));
async function looks(count = 6) {
  for (let done = 0; done < count; done++) await look();
}

/** `order` has the turns; `work` takes one of so many milliseconds. */
function workers() {
  const turns = new ProcessTurns();
  const order: string[] = [];
  return {
    turns,
    order,
    async work(name: string, takesMs = 0) {
      await turns.take(name[0] ?? "");
      order.push(name);
      vi.advanceTimersByTime(takesMs);
    },
  };
}

test("nobody waits while nobody else works, however long a turn takes", async () => {
  const { turns, order, work } = workers();
  for (const name of ["a 1", "a 2", "a 3"]) {
    const worked = work(name, 10);
    expect(turns.waiting).toBe(0);
    await worked;
    await looks();
  }
  expect(order).toEqual(["a 1", "a 2", "a 3"]);
});

test("there is one turn between two looks at the sockets, and keys alternate", async () => {
  const { order, work } = workers();
  const names = ["a 1", "a 2", "a 3", "a 4", "b 1", "c 1", "b 2"];
  const working = names.map((name) => work(name));
  const seen = [order.length];
  while (order.length < names.length) {
    await look();
    seen.push(order.length);
  }
  await Promise.all(working);
  expect(order).toEqual(["a 1", "a 2", "b 1", "c 1", "a 3", "b 2", "a 4"]);
  const done = seen.map((count, at) => count - (seen[at - 1] ?? 0));
  expect(Math.max(...done)).toBe(1);
});

test("beside others a key rests for as long as its turn took, and they don't wait for it", async () => {
  const { order, work } = workers();
  await work("b 1");
  await looks();
  await work("a 1", 10);
  await looks();
  void work("a 2", 10);
  await looks();
  expect(order).toEqual(["b 1", "a 1"]);
  void work("b 2");
  await looks();
  expect(order).toEqual(["b 1", "a 1", "b 2"]);
  vi.advanceTimersByTime(9);
  await looks();
  expect(order).toHaveLength(3);
  vi.advanceTimersByTime(1);
  await looks();
  expect(order.at(-1)).toBe("a 2");
});

test("a turn that took long is no reason to rest longer than twenty milliseconds", async () => {
  const { order, work } = workers();
  await work("b 1");
  await looks();
  await work("a 1", 900);
  await looks();
  void work("a 2");
  await looks();
  vi.advanceTimersByTime(19);
  await looks();
  expect(order).toEqual(["b 1", "a 1"]);
  vi.advanceTimersByTime(1);
  await looks();
  expect(order.at(-1)).toBe("a 2");
});

test("who was last there a second ago is no company", async () => {
  const { order, work } = workers();
  await work("b 1");
  await looks();
  vi.advanceTimersByTime(1_000);
  for (const name of ["a 1", "a 2"]) {
    await work(name, 10);
    await looks();
  }
  expect(order).toEqual(["b 1", "a 1", "a 2"]);
});
