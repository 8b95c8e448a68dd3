import { expect, test, vi } from "vitest";
import { type Claimant, TooBusyError, turns } from "./turns.ts";

type InTurn = ReturnType<typeof turns>;

/** Two places to work, two in the open line, twelve in the other. */
const options = { running: 2, waiting: 2, kept: 12 };

const at = (network: string, host = "1"): Claimant => ({ key: `${network}.${host}`, network });
const busy = at("busy");

/** Work that goes on until it is let go. */
function workIn(inTurn: InTurn) {
  const started: string[] = [];
  const gates = new Map<string, () => void>();
  return {
    started,
    ask(name: string, claimant: Claimant): Promise<void> {
      return inTurn(claimant, async () => {
        started.push(name);
        await new Promise<void>((letGo) => gates.set(name, letGo));
      });
    },
    async letGo(name: string) {
      const before = started.length;
      gates.get(name)?.();
      await vi.waitFor(() => expect(started.length).toBe(before + 1));
    },
  };
}

async function makeBusy(inTurn: InTurn) {
  for (let turn = 0; turn < 3; turn++) await inTurn(busy, async () => {});
}

/** Both places to work and both in the open line are taken. */
async function flooded() {
  const inTurn = turns(options);
  await makeBusy(inTurn);
  const work = workIn(inTurn);
  for (const name of ["a", "b", "c", "d"]) void work.ask(name, busy);
  return work;
}

test("work waits in line, in order, and a full line refuses more", async () => {
  const { ask, started, letGo } = await flooded();
  await expect(ask("e", busy)).rejects.toThrow(TooBusyError);
  expect(started).toEqual(["a", "b"]);
  await letGo("b");
  await letGo("a");
  expect(started).toEqual(["a", "b", "c", "d"]);
});

test("a newcomer has a place when the line is full, and doesn't wait behind those in it", async () => {
  const { ask, started, letGo } = await flooded();
  void ask("newcomer", at("elsewhere"));
  await letGo("a");
  await letGo("b");
  expect(started).toEqual(["a", "b", "newcomer", "c"]);
});

test("newcomers don't keep out the others: both lines are served by turns", async () => {
  const { ask, started, letGo } = await flooded();
  for (const name of ["x", "y", "z"]) void ask(name, at(name));
  for (const name of ["a", "b", "x", "c", "y"]) await letGo(name);
  expect(started).toEqual(["a", "b", "x", "c", "y", "d", "z"]);
});

test("a network's newcomers have ten of the kept places, and leave the rest to other networks", async () => {
  const { ask } = await flooded();
  for (let host = 0; host < 10; host++) void ask(`${host}`, at("wide", `${host}`));
  await expect(ask("one more", at("wide", "10"))).rejects.toThrow(TooBusyError);
  for (const network of ["x", "y"]) void ask(network, at(network));
  await expect(ask("after the last place", at("z"))).rejects.toThrow(TooBusyError);
});

test("who has had three turns is no newcomer until ten minutes after the first", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const { ask } = await flooded();
    const person = at("elsewhere");
    for (let turn = 0; turn < 3; turn++) void ask(`${turn}`, person);
    await expect(ask("a fourth", person)).rejects.toThrow(TooBusyError);
    vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
    const stillWaits = Promise.race([ask("later", person).then(() => "worked"), Promise.resolve("waits")]);
    expect(await stillWaits).toBe("waits");
  } finally {
    vi.useRealTimers();
  }
});

test("work that fails hands its place on", async () => {
  const inTurn = turns({ running: 1, waiting: 1, kept: 0 });
  const failing = inTurn(busy, () => Promise.reject(new Error("no")));
  const after = inTurn(busy, async () => "worked");
  await expect(failing).rejects.toThrow("no");
  expect(await after).toBe("worked");
  expect(await inTurn(busy, async () => "works")).toBe("works");
});
