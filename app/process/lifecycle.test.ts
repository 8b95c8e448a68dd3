import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

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
  const child = spawn(process.execPath, ["--input-type=module", "-e", program]);
  const ended = new Promise((resolve) => child.once("close", resolve));
  expect(await text(child.stdout)).toBe("first\nsecond\nstopped\n");
  expect(await ended).toBe(1);
});
