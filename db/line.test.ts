import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Company } from "./company.ts";
import { Line, LineFullError } from "./line.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const lineOf = (given: { places?: number; waiting?: number } = {}) =>
  new Line({ places: 4, waiting: 3, patienceMs: 10_000, company: new Company(), ...given });

/** Enters `name`'s calls in order; `order` tells who got in. */
function visitors(line: Line) {
  const order: string[] = [];
  const leave = new Map<string, () => void>();
  return {
    order,
    arrive(name: string, wanted: { atOnce?: number; signal?: AbortSignal; isBegun?: boolean } = {}) {
      const [key = ""] = name.split(" ");
      const entered = line.enter(key, { atOnce: 2, ...wanted }).then((left) => {
        order.push(name);
        leave.set(name, left);
      });
      entered.catch(() => {});
      return entered;
    },
    async leave(name: string) {
      leave.get(name)?.();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

test("a key has no more places than it may, and its further calls get them in order", async () => {
  const line = lineOf();
  const { order, arrive, leave } = visitors(line);
  for (const name of ["a 1", "a 2", "a 3", "a 4"]) void arrive(name);
  await settled();
  expect(order).toEqual(["a 1", "a 2"]);
  expect([line.working, line.waiting]).toEqual([2, 2]);
  await leave("a 2");
  expect(order).toEqual(["a 1", "a 2", "a 3"]);
  await leave("a 1");
  await leave("a 3");
  expect(order.at(-1)).toBe("a 4");
});

test("a key that may have more isn't held up by one that may not, and all together have no more than there are", async () => {
  const line = lineOf({ places: 3 });
  const { order, arrive, leave } = visitors(line);
  for (const name of ["a 1", "a 2", "a 3", "b 1", "c 1"]) void arrive(name);
  await settled();
  expect(order).toEqual(["a 1", "a 2", "b 1"]);
  await leave("b 1");
  expect(order.at(-1)).toBe("c 1");
  expect(line.working).toBe(3);
});

test("a free place goes to the key that has waited longest since it got one, however long another's line is", async () => {
  const line = lineOf({ places: 1 });
  const { order, arrive, leave } = visitors(line);
  for (const name of ["a 1", "a 2", "a 3", "a 4", "b 1", "c 1", "b 2"]) void arrive(name);
  for (const name of ["a 1", "a 2", "b 1", "c 1", "a 3", "b 2"]) {
    await settled();
    await leave(name);
  }
  expect(order).toEqual(["a 1", "a 2", "b 1", "c 1", "a 3", "b 2", "a 4"]);
});

test("beyond its line a call is refused at once, and those of other keys are not", async () => {
  const { order, arrive } = visitors(lineOf({ places: 9 }));
  const calls = ["a 1", "a 2", "a 3", "a 4", "a 5"].map((name) => arrive(name));
  await expect(arrive("a 6")).rejects.toMatchObject({ atOnce: 2 });
  await expect(arrive("a 6")).rejects.toThrow(LineFullError);
  await arrive("b 1");
  expect(order).toEqual(["a 1", "a 2", "b 1"]);
  expect(calls).toHaveLength(5);
});

test("a call that waited as long as it may is refused, and its place in the line is free", async () => {
  const line = lineOf();
  const { arrive } = visitors(line);
  await Promise.all([arrive("a 1"), arrive("a 2")]);
  const late = expect(arrive("a 3")).rejects.toThrow(LineFullError);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(line.waiting).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await late;
  expect(line.waiting).toBe(0);
});

test("a part of work that was let in before is not refused, neither by a full line nor by the clock", async () => {
  const line = lineOf({ waiting: 0 });
  const { order, arrive, leave } = visitors(line);
  await Promise.all([arrive("a 1"), arrive("a 2")]);
  void arrive("a 3", { isBegun: true });
  await vi.advanceTimersByTimeAsync(60_000);
  await leave("a 1");
  expect(order).toEqual(["a 1", "a 2", "a 3"]);
});

test("a call whose client has gone leaves the line, and takes no place", async () => {
  const line = lineOf({ places: 1 });
  const { order, arrive, leave } = visitors(line);
  const gone = new AbortController();
  await arrive("a 1");
  const waiting = expect(arrive("b 1", { signal: gone.signal })).rejects.toThrow("has gone");
  void arrive("c 1");
  gone.abort(new Error("has gone"));
  await waiting;
  expect([line.waiting, line.size]).toEqual([1, 2]);
  await leave("a 1");
  expect(order).toEqual(["a 1", "c 1"]);
  await expect(arrive("d 1", { signal: gone.signal })).rejects.toThrow("has gone");
  expect(line.size).toBe(1);
});

test("a key that has nothing here is forgotten", async () => {
  const line = lineOf();
  const { arrive, leave } = visitors(line);
  await Promise.all(["a 1", "a 2", "b 1"].map((name) => arrive(name)));
  void arrive("a 3");
  expect(line.size).toBe(2);
  for (const name of ["a 1", "a 2", "a 3", "b 1"]) await leave(name);
  expect([line.size, line.working, line.waiting]).toEqual([0, 0, 0]);
});

describe("beside others", () => {
  test("a key's places together work as much as one does in a third of the time, and no other key waits for one that rests", async () => {
    const line = lineOf({ places: 2 });
    const { order, arrive, leave } = visitors(line);
    for (const name of ["a 1", "a 2", "b 1", "a 3"]) void arrive(name);
    await vi.advanceTimersByTimeAsync(4);
    await leave("a 1");
    expect(order).toEqual(["a 1", "a 2", "b 1"]);
    await vi.advanceTimersByTimeAsync(5 * 4 - 1);
    await leave("b 1");
    expect(order).toEqual(["a 1", "a 2", "b 1"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(order.at(-1)).toBe("a 3");
  });

  test("a place rests for fifty milliseconds at most", async () => {
    const line = lineOf();
    const { order, arrive, leave } = visitors(line);
    for (const name of ["b 1", "a 1", "a 2", "a 3"]) void arrive(name);
    await vi.advanceTimersByTimeAsync(500);
    await leave("a 1");
    await vi.advanceTimersByTimeAsync(49);
    expect(order).not.toContain("a 3");
    await vi.advanceTimersByTimeAsync(1);
    expect(order).toContain("a 3");
  });

  test("a key that rests is forgotten after it", async () => {
    const line = lineOf();
    const { arrive, leave } = visitors(line);
    for (const name of ["b 1", "a 1"]) void arrive(name);
    await vi.advanceTimersByTimeAsync(10);
    for (const name of ["b 1", "a 1"]) await leave(name);
    expect(line.size).toBe(2);
    await vi.advanceTimersByTimeAsync(50);
    expect(line.size).toBe(0);
  });

  test("a second after the others asked last, a place doesn't rest", async () => {
    const line = lineOf();
    const { order, arrive, leave } = visitors(line);
    void arrive("b 1");
    await vi.advanceTimersByTimeAsync(1_000);
    for (const name of ["a 1", "a 2", "a 3"]) void arrive(name);
    await vi.advanceTimersByTimeAsync(10);
    await leave("a 1");
    expect(order.at(-1)).toBe("a 3");
  });
});
