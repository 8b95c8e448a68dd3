import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Plan, planNoun } from "./noun/plan.ts";

/** `npm run noun -- note`: writes all files, or refuses and writes nothing. docs/extending.md goes on from there. */
function main([one, many, ...rest]: string[]): number {
  const plan =
    one && rest.length === 0
      ? planNoun(one, many)
      : "Usage: npm run noun -- <noun> [plural], in lower case, such as note or line-item.";
  if (typeof plan === "string") {
    console.error(plan);
    return 2;
  }
  write(plan);
  tidy(plan);
  console.log(report(plan));
  return 0;
}

function write({ files, changed }: Plan): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: "wx" });
  }
  for (const { path, text } of changed) writeFileSync(path, text);
}

/** How long a line is depends on the noun. */
function tidy({ files, changed }: Plan): void {
  const paths = [...files, ...changed].map(({ path }) => path).filter((path) => /\.tsx?$/.test(path));
  const args = ["check", "--write", "--linter-enabled=false", "--colors=off", ...paths];
  const { status, stderr, error } = spawnSync("node_modules/.bin/biome", args, { encoding: "utf8" });
  if (status !== 0) throw new Error("Biome could not format what was written", { cause: error ?? stderr });
}

function report({ files, changed }: Plan): string {
  const indented = (texts: Plan["files"]) => texts.map(({ path }) => `  ${path}`).join("\n");
  const test = files.find(({ path }) => path.endsWith(".test.ts"))?.path;
  return `Wrote
${indented(files)}
and lines in
${indented(changed)}
Give it its columns (docs/extending.md), then run
  npm run db:schema
  npm run check
  npm test -- ${test} tests/isolation`;
}

process.exitCode = main(process.argv.slice(2));
