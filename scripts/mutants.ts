import { type ChildProcess, spawn } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { areas } from "#tests/mutants/list.ts";
import { type Mutant, mutated, readSources } from "#tests/mutants/mutant.ts";

/**
 * `npm run mutants [-- part]`: makes mistakes one by one in a copy of the tree, and runs their tests.
 * `part`: an area, or words of a name. Fails if one survives unargued, is killed though argued for, or can't be made.
 */
const longestRunMs = 5 * 60_000;
const longestWholeMs = 30 * 60_000;

interface Run {
  failed: string[];
  passed: number;
  trouble: string;
}

let running: ChildProcess | undefined;

/** Ends Vitest and all that it has started, also the PostgreSQL that it can't stop itself any more. */
function killRunning(tree: string): void {
  if (!running?.pid) return;
  endIfThere(-running.pid, "SIGKILL");
  for (const path of globSync(join(tree, "tmp/*/postgres/postmaster.pid")))
    endIfThere(Number.parseInt(readFileSync(path, "utf8"), 10), "SIGQUIT");
}

function endIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function runTests(tree: string, tests: readonly string[], isWhole = false): Promise<Run> {
  const report = join(tree, "mutants-report.json");
  const options = ["--reporter=json", `--outputFile=${report}`, ...(isWhole ? [] : ["--bail=1"])];
  const child = spawn("vitest", ["run", ...options, ...tests], {
    cwd: tree,
    env: { ...process.env, TMPDIR: join(tree, "tmp") },
    detached: true,
    stdio: "ignore",
  });
  running = child;
  let isHung = false;
  const patience = setTimeout(
    () => {
      isHung = true;
      killRunning(tree);
    },
    isWhole ? longestWholeMs : longestRunMs,
  );
  const code = await new Promise((resolve) => child.once("close", resolve));
  running = undefined;
  clearTimeout(patience);
  if (isHung) return { failed: ["(it didn't come to an end)"], passed: 0, trouble: "" };
  const text = await readFile(report, "utf8").catch(() => "");
  if (!text) return { failed: [], passed: 0, trouble: "Vitest could not start" };
  await rm(report);
  const run = outcomeOf(JSON.parse(text));
  // A hook that fails, such as the watch of statements, fails no test.
  if (code !== 0 && run.failed.length === 0 && run.passed > 0) run.failed.push("(outside of any test)");
  return run;
}

interface Report {
  testResults: { message: string; assertionResults: { status: string; fullName: string }[] }[];
}

function outcomeOf({ testResults }: Report): Run {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    failed: tests.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
    passed: tests.filter(({ status }) => status === "passed").length,
    trouble: testResults
      .map(({ message }) => message)
      .join("\n")
      .trim(),
  };
}

async function copyTree(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), "rowhouse-mutants-"));
  const left = new Set(
    ["node_modules", ".git", "build", "data", "test-results"].map((name) => resolve(name)),
  );
  await cp(".", tree, { recursive: true, filter: (path) => !left.has(resolve(path)) });
  await mkdir(join(tree, "tmp"));
  // As root the tests' PostgreSQL runs as another user, who has to get in.
  await chmod(tree, 0o755);
  for (const name of ["node_modules", "build"]) await symlink(resolve(name), join(tree, name));
  return tree;
}

type Verdict = "killed" | "survived" | "argued" | "argued for nothing" | "broken";

function judge({ argued }: Mutant, { failed, passed }: Run): Verdict {
  if (failed.length > 0) return argued ? "argued for nothing" : "killed";
  if (passed === 0) return "broken";
  return argued ? "argued" : "survived";
}

interface Chosen {
  mutant: Mutant;
  tests: string[];
}

function choose(part: string): Chosen[] {
  const isArea = Object.hasOwn(areas, part);
  const chosen = Object.entries(areas).flatMap(([area, { tests, mutants }]) =>
    mutants
      .filter(({ what }) => (isArea ? area === part : what.toLowerCase().includes(part)))
      .map((mutant) => ({ mutant, tests: mutant.tests ?? tests })),
  );
  if (chosen.length === 0) throw new Error(`There is no mutant with “${part}” in its name.`);
  return chosen;
}

async function tryAll(chosen: readonly Chosen[], tree: string): Promise<Record<Verdict, number>> {
  const counts = { killed: 0, survived: 0, argued: 0, "argued for nothing": 0, broken: 0 };
  const sources = await readSources(tree);
  const mistakes = chosen.map(({ mutant, tests }) => ({ mutant, tests, source: mutated(mutant, sources) }));
  const whole = await runTests(tree, [...new Set(chosen.flatMap(({ tests }) => tests))], true);
  if (whole.failed.length > 0 || whole.passed === 0) {
    throw new Error(`Tests fail without any mutant:\n${[...whole.failed, whole.trouble].join("\n")}`);
  }
  console.log(`${whole.passed} tests pass without any mutant; there are ${mistakes.length}`);
  for (const { mutant, tests, source } of mistakes) {
    const original = sources.find(({ path }) => path === source.path)?.text ?? "";
    const startedAt = performance.now();
    await writeFile(join(tree, source.path), source.text);
    const run = await runTests(tree, tests);
    await writeFile(join(tree, source.path), original);
    const verdict = judge(mutant, run);
    counts[verdict]++;
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    const by = run.failed[0] ?? (verdict === "broken" ? run.trouble : "");
    console.log(`${verdict} (${seconds} s): ${mutant.what}${by && `\n    ${by}`}`);
  }
  return counts;
}

async function main(part: string): Promise<void> {
  const chosen = choose(part);
  const tree = await copyTree();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      killRunning(tree);
      rmSync(tree, { recursive: true, force: true });
      process.exit(1);
    });
  }
  try {
    const counts = await tryAll(chosen, tree);
    console.log(
      Object.entries(counts)
        .map(([verdict, count]) => `${count} ${verdict}`)
        .join(", "),
    );
    process.exitCode = counts.survived + counts["argued for nothing"] + counts.broken > 0 ? 1 : 0;
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

main(process.argv.slice(2).join(" ").toLowerCase()).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
