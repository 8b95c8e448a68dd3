import type { Reporter, Vitest } from "vitest/node";

/** The part of Vitest's TestModule that is read here. */
export interface Ran {
  errors(): readonly unknown[];
  children: { allTests(): Iterable<{ fullName: string; result(): { state: string } }> };
}

export interface Tally {
  passed: number;
  failed: number;
  /** What the numbers leave open, a line each. */
  remarks: string[];
}

/** Skipped in the source: failed. Left out by `-t`: not counted. No test at all: failed, a name is wrong. */
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
