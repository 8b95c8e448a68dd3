import { setImmediate as nextLook } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { FairStarts } from "./fair-starts.ts";

const client = (name: string) => ({ clientKey: name, network: name.split(".", 1)[0] ?? "" });

/** The clients that start between two looks at the sockets, look by look, while `asks` ask at once. */
async function startsOf(asks: string[]): Promise<string[][]> {
  const starts = new FairStarts();
  const looks: string[][] = [];
  let begun: string[] = [];
  for (const ask of asks) starts.begin(client(ask), () => begun.push(ask));
  for (let left = asks.length; left > 0; left -= looks.at(-1)?.length ?? 0) {
    looks.push(begun);
    begun = [];
    if (looks.at(-1)?.length === 0 && looks.length > 2 * asks.length) throw new Error("A start is missing");
    await nextLook();
  }
  return looks.filter((look) => look.length > 0);
}

test("who is the only one to ask of a network starts at once", () => {
  const starts = new FairStarts();
  const begun: string[] = [];
  for (const name of ["a.1", "b.1", "c.1"])
    expect(starts.begin(client(name), () => begun.push(name))).toBe(true);
  expect(begun).toEqual(["a.1", "b.1", "c.1"]);
  expect(starts.begin(client("a.2"), () => {})).toBe(false);
});

test("a network has one start between two looks at the sockets, and others don't wait for it", async () => {
  expect(await startsOf(["a.1", "a.1", "a.1", "b.1", "c.1", "b.1"])).toEqual([
    ["a.1", "b.1", "c.1"],
    ["a.1", "b.1"],
    ["a.1"],
  ]);
});

test("the clients of a network have its starts in turn", async () => {
  const flood = Array.from({ length: 50 }, () => "a.1");
  const looks = await startsOf([...flood, "a.2", "a.2", "a.3"]);
  expect(looks.slice(0, 6).flat()).toEqual(["a.1", "a.1", "a.2", "a.3", "a.1", "a.2"]);
});

test("who has left has no start, and costs none", async () => {
  const starts = new FairStarts();
  const begun: string[] = [];
  const asks = ["a.1", "a.2", "a.2", "a.3"].map((name) => ({ name, start: () => begun.push(name) }));
  for (const { name, start } of asks) starts.begin(client(name), start);
  for (const { name, start } of asks.slice(0, 3)) starts.leave(client(name), start);
  await nextLook();
  await nextLook();
  expect(begun).toEqual(["a.1", "a.3"]);
});

test("who asks again later starts at once", async () => {
  const starts = new FairStarts();
  let begun = 0;
  for (let look = 0; look < 3; look++) {
    starts.begin(client("a.1"), () => begun++);
    expect(begun).toBe(look + 1);
    await nextLook();
    await nextLook();
  }
});

test("nothing goes round while nobody asks", async () => {
  const starts = new FairStarts();
  for (let asked = 0; asked < 3; asked++) starts.begin(client("a.1"), () => {});
  for (let look = 0; look < 6; look++) await nextLook();
  const set = vi.spyOn(globalThis, "setImmediate");
  for (let look = 0; look < 6; look++) await nextLook();
  expect(set).not.toHaveBeenCalled();
});

test("a start that throws holds up nobody", async () => {
  const starts = new FairStarts();
  const failing = () => {
    throw new Error("of this request alone");
  };
  expect(() => starts.begin(client("a.1"), failing)).toThrow();
  const { promise, resolve } = Promise.withResolvers<void>();
  starts.begin(client("a.1"), resolve);
  await promise;
});
