import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

async function run(program: string): Promise<{ said: string; code: number | null }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { said: await text(child.stdout), code: await ended };
}

test("an error while the process ends doesn't cut the ending short", async () => {
  const program = `
    import { setTimeout as pause } from "node:timers/promises";
    import { endAfter } from "#app/process/lifecycle.ts";
    const log = { fatal: ({ err }) => console.log(err.message), error() {} };
    endAfter(async () => {
      setImmediate(() => { throw new Error("second"); });
      await pause(50);
      console.log("stopped");
    }, log);
    setImmediate(() => { throw new Error("first"); });
    setInterval(() => {}, 60_000);`;
  expect(await run(program)).toEqual({ said: "first\nsecond\nstopped\n", code: 1 });
});

const signalled = (signals: string) => `
    import { endWith } from "#app/process/lifecycle.ts";
    const log = { fatal: ({ err }) => console.log(err.message), error() {} };
    const { now } = performance;
    let laterMs = 0;
    performance.now = () => now.call(performance) + laterMs;
    let drained;
    endWith({
      drain: () => new Promise((resolve) => { drained = resolve; console.log("draining"); }),
      stop: async () => console.log("stopped"),
    }, log);
    setInterval(() => {}, 60_000);
    ${signals}`;

test("a Ctrl-C that arrives twice, from the terminal and from npm, is one", async () => {
  const program = signalled(`process.emit("SIGINT", "SIGINT"); process.emit("SIGINT", "SIGINT"); drained();`);
  expect(await run(program)).toEqual({ said: "draining\nstopped\n", code: 0 });
});

test("a second Ctrl-C doesn't wait for what is in flight, but for the database", async () => {
  const program = signalled(
    `process.emit("SIGINT", "SIGINT"); laterMs = 1_500; process.emit("SIGINT", "SIGINT");`,
  );
  expect(await run(program)).toEqual({ said: "draining\nstopped\n", code: 130 });
});
