import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Company } from "#db/company.ts";
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
  const turns = new ProcessTurns(new Company());
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

test("alone a key doesn't wait, however long its turns take", async () => {
  const { turns, order, work } = workers();
  const working = ["a 1", "a 2", "a 3"].map((name) => work(name, 10));
  expect(turns.waiting).toBe(0);
  await Promise.all(working);
  expect(order).toEqual(["a 1", "a 2", "a 3"]);
});

test("beside others each key has one turn between two looks at the sockets", async () => {
  const { order, work } = workers();
  await work("z 1");
  const names = ["a 1", "a 2", "a 3", "b 1", "c 1", "b 2"];
  const working = names.map((name) => work(name));
  const rounds: string[] = [];
  while (order.length <= names.length) {
    const before = order.length;
    await look();
    if (order.length > before) rounds.push(order.slice(before).join(", "));
  }
  await Promise.all(working);
  expect(rounds).toEqual(["a 1, b 1, c 1", "a 2, b 2", "a 3"]);
});

test("beside others a key rests for as long as its turn took, and they don't wait for it", async () => {
  const { order, work } = workers();
  await work("b 1");
  void work("a 1", 10);
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
  void work("a 1", 900);
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

test("who asked last a second ago is no company, and nobody is remembered who waits for nothing", async () => {
  const { turns, order, work } = workers();
  await work("b 1");
  vi.advanceTimersByTime(1_000);
  const working = ["a 1", "a 2"].map((name) => work(name));
  expect(turns.waiting).toBe(0);
  await Promise.all(working);
  expect(order).toEqual(["b 1", "a 1", "a 2"]);
});
