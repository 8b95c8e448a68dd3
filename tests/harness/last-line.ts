import type { Reporter, Vitest } from "vitest/node";

/** What the last line is made of: the part of Vitest's TestModule that it reads. */
export interface Ran {
  errors(): readonly unknown[];
  children: { allTests(): Iterable<{ fullName: string; result(): { state: string } }> };
}

export interface Tally {
  passed: number;
  failed: number;
  /** What the numbers alone leave open, a line each. */
  remarks: string[];
}

/**
 * Counts a run. A test that its own source skips counts as failed; one that `-t` leaves out counts as nothing. A run in
 * which no test ran has failed: a name that is misspelled must not look like a success.
 */
export function tally(modules: readonly Ran[], errors: readonly unknown[], asked?: RegExp): Tally {
  const failures = [...errors, ...modules.flatMap((module) => module.errors())].length;
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const wanted = tests.filter(({ fullName }) => !asked || fullName.match(asked));
  const withState = (state: string) => wanted.filter((test) => test.result().state === state);
  const passed = withState("passed").length;
  const failed = failures + wanted.length - passed;
  const remarks = withState("skipped").map(({ fullName }) => `Skipped in its source: ${fullName}`);
  if (passed + failed > 0) return { passed, failed, remarks };
  return { passed: 0, failed: 1, remarks: ["No test ran."] };
}

/** Ends the run with the line that everybody, people and machines, reads first. */
export default class LastLine implements Reporter {
  private asked: RegExp | undefined;

  onInit(vitest: Vitest) {
    this.asked = vitest.config.testNamePattern;
  }

  onTestRunEnd(modules: readonly Ran[], errors: readonly unknown[]) {
    const { passed, failed, remarks } = tally(modules, errors, this.asked);
    if (failed > 0) process.exitCode = 1;
    process.on("exit", () => {
      for (const line of [...remarks, `${passed} passed, ${failed} failed`]) console.log(line);
    });
  }
}
