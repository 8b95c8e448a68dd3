import { expect, test } from "vitest";
import { type Ran, tally } from "./last-line.ts";

function ran(states: Record<string, string>, errors: unknown[] = []): Ran {
  const tests = Object.entries(states).map(([fullName, state]) => ({ fullName, result: () => ({ state }) }));
  return { errors: () => errors, children: { allTests: () => tests } };
}

const file = ran({ "door > opens": "passed", "door > shuts": "passed", "door > sticks": "failed" });

test("passed and failed tests are counted over all files", () => {
  expect(tally([file, ran({ "wall > stands": "passed" })], [])).toEqual({
    passed: 3,
    failed: 1,
    remarks: [],
  });
});

test("a file that couldn't be loaded and an error outside of any test have failed", () => {
  expect(tally([ran({}, ["no such module"]), file], ["unhandled"])).toMatchObject({ passed: 2, failed: 3 });
});

test("a test that never ended has failed", () => {
  expect(tally([ran({ "door > hangs": "pending" })], [])).toMatchObject({ passed: 0, failed: 1 });
});

test("a test that its source skips has failed, and is named", () => {
  expect(tally([file, ran({ "wall > falls": "skipped" })], [])).toEqual({
    passed: 2,
    failed: 2,
    remarks: ["Skipped in its source: wall > falls"],
  });
});

test("a test that -t leaves out is not counted; one that -t asks for and that is skipped has failed", () => {
  const some = ran({ "door > opens": "passed", "door > shuts": "skipped", "wall > stands": "skipped" });
  expect(tally([some], [], /door > opens/)).toEqual({ passed: 1, failed: 0, remarks: [] });
  expect(tally([some], [], /door/)).toMatchObject({ passed: 1, failed: 1 });
});

test("a run in which no test ran has failed", () => {
  const nothing = { passed: 0, failed: 1, remarks: ["No test ran."] };
  expect(tally([], [])).toEqual(nothing);
  expect(tally([file], [], /misspelled/)).toEqual(nothing);
});
