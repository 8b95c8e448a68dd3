import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lists, withLines } from "./noun/lists.ts";
import { nounOf } from "./noun/name.ts";
import { planNoun } from "./noun/plan.ts";
import { variablesIn } from "./noun/variables.ts";

test("a noun has as many files, and lines in as many lists, as the README says, and docs/extending.md names them", async () => {
  const plan = planNoun("note");
  if (typeof plan === "string") throw new Error(plan);
  const said = /in\s+(\d+) new files and (\d+) lists/.exec(await readFile("README.md", "utf8"));
  expect([plan.files.length, plan.changed.length]).toEqual(said?.slice(1).map(Number));
  const paths = [...plan.files, ...plan.changed].map(({ path }) => path.replace(/\d{4}(?=_)/, "NNNN"));
  const guide = await readFile("docs/extending.md", "utf8");
  expect([...guide.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path]) => path).sort()).toEqual(paths.sort());
});

test("every form of a noun's name stands in its place", () => {
  const plan = planNoun("ice-box");
  if (typeof plan === "string") throw new Error(plan);
  const said = plan.files.map(({ path, text }) => `${path}\n${text}`).join("\n");
  expect(said).not.toMatch(/some.?noun/i);
  for (const words of [
    "app/routes/tenant/ice-boxes/index.tsx",
    "class IceBox ",
    "createIceBox(",
    "tenant.ice_boxes",
    "ice_boxes_newest",
    '"ice-box:write"',
    '"/:tenant/ice-boxes/:iceBoxId"',
    "New ice box",
    "There are no ice boxes yet.",
    "a member creates an ice box, and",
  ])
    expect(said).toContain(words);
});

test.each([
  ["note", "notes", "a note"],
  ["invoice", "invoices", "an invoice"],
  ["user-group", "user-groups", "a user group"],
  ["unpaid-bill", "unpaid-bills", "an unpaid bill"],
  ["category", "categories", "a category"],
  ["day", "days", "a day"],
  ["branch", "branches", "a branch"],
  ["address", "addresses", "an address"],
  ["status", "statuses", "a status"],
])("the plural of %s is %s, and with its article it is %s", (one, many, article) => {
  const noun = nounOf(one);
  expect([noun.many.kebab, noun.one.article]).toEqual([many, article]);
});

test.each([
  [["Note"], /must be lower-case words/],
  [["line item"], /must be lower-case words/],
  [["../note"], /must be lower-case words/],
  [["2d-plan"], /must be lower-case words/],
  [["note-"], /must be lower-case words/],
  [["x".repeat(41)], /40 characters at most/],
  [["note", "Notes"], /must be lower-case words/],
  [["notes"], /looks like a plural/],
  [["series", "series"], /needs a plural that differs/],
  [["chap", "case"], /JavaScript means something of its own by case/],
  [["map"], /JavaScript means something of its own by Map/],
  [["error"], /JavaScript means something of its own by Error/],
  [["symbol"], /JavaScript means something of its own by Symbol/],
  [["promise"], /JavaScript means something of its own by Promise/],
  [["outcome"], /Outcome would mean two things in app\/domain\/outcome\/outcome.ts/],
  [["list"], /listPage would mean two things in app\/domain\/list\/reads.ts/],
  [["policy"], /two of its files would be app\/domain\/policy\/policy.ts/],
  [["card"], /app\/ui\/card.tsx and app\/domain\/card\/table.ts would both export Card/],
  [["project"], /app\/domain\/entities.ts has Project already/],
  [["tombstone"], /app\/domain\/entities.ts has tombstones already/],
  [["member"], /app\/routes.ts has page\("members", "tenant\/ already/],
  [["setting"], /app\/routes.ts has page\("settings"/],
] as const)("there can be no noun %j", ([one, many], reason) => {
  expect(planNoun(one, many)).toMatch(reason);
});

test("a refusal says what to do", () => {
  expect(planNoun("map")).toBe(
    `"map" can't be a noun: JavaScript means something of its own by Map. Choose another name, such as customer-map.`,
  );
  expect(planNoun("customer-map")).toMatchObject({ files: expect.any(Array) });
});

test.each([
  ["label"],
  ["lens", "lenses"],
  ["sheep", "flock"],
  ["sheet"],
  // A word of an SQL statement, of JSX, of the language, of the browser, and of the templates.
  ["order"],
  ["key"],
  ["child", "children"],
  ["case"],
  ["class"],
  ["event"],
  ["row"],
  ["marker"],
  // Folders that git ignored at any depth.
  ["datum", "data"],
  ["build"],
])("there can be a noun %s", (...[one, many]) => {
  expect(planNoun(one, many)).toMatchObject({ files: expect.any(Array) });
});

test("only code declares names: comments, strings and properties don't", () => {
  const code = `first(second.no, "no", \`no \${third("no")} no\`); // no\n/* no */ <a no="no" />`;
  expect([...variablesIn(code)]).toEqual(["first", "second", "third", "a"]);
});

test("a list that Biome has wrapped takes a line", () => {
  const list = lists.find(({ path }) => path === "app/domain/entities.ts");
  const text = `import {} from "";\nconst entities = [\n  Project,\n];\nconst tables = [] as const;\n`;
  expect(list && withLines(text, list, nounOf("note"))).toContain("[Note, \n  Project,\n]");
});

describe("the command refuses", () => {
  let project = "";

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "rowhouse-noun-"));
    const command = ["package.json", "scripts/noun.ts", "scripts/noun", "tests/harness/sources.ts"];
    for (const path of [...command, "db/migrations", "cli", ...lists.map((list) => list.path)])
      await cp(path, join(project, path), { recursive: true });
  });

  afterEach(() => rm(project, { recursive: true }));

  function noun(...names: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/noun.ts", ...names], {
      cwd: project,
      encoding: "utf8",
      env: { PATH: join(project, "bin") },
    });
    return { status, stdout, stderr };
  }

  async function tree(): Promise<Record<string, string>> {
    const entries = await readdir(project, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name));
    const texts = paths.map(async (path) => [path.slice(project.length + 1), await readFile(path, "utf8")]);
    return Object.fromEntries(await Promise.all(texts));
  }

  test.each([
    [[], "Usage: npm run noun -- <noun> [plural], in lower case, such as note or line-item.\n"],
    [
      ["task"],
      '"task" is taken: app/domain/entities.ts has Task already. Choose another name, such as customer-task.\n',
    ],
    [
      ["note"],
      '"note" is taken: tests/factories/notes.ts is there already. Choose another name, such as customer-note.\n',
    ],
  ])("%j in one line, and writes nothing", async (names, line) => {
    const path = join(project, "tests/factories/notes.ts");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "mine");
    const before = await tree();
    expect(noun(...names)).toEqual({ status: 2, stdout: "", stderr: line });
    expect(await tree()).toEqual(before);
  });

  test("what git would ignore, in one line, and writes nothing", async () => {
    const file = "app/routes/tenant/labels/index.tsx";
    await mkdir(join(project, "bin"));
    const git = `#!/bin/sh\ncase "$*" in "check-ignore --verbose "*${file}*) echo ".gitignore:7:labels/\t${file}" ;; *) exit 1 ;; esac\n`;
    await writeFile(join(project, "bin/git"), git, { mode: 0o755 });
    const before = await tree();
    expect(noun("label")).toEqual({
      status: 2,
      stdout: "",
      stderr: `"label" can't be a noun: git would ignore ${file} (.gitignore:7:labels/). Choose another name, such as customer-label.\n`,
    });
    expect(await tree()).toEqual(before);
  });

  test("a list that has no place for the lines, and writes nothing", async () => {
    await writeFile(join(project, "app/routes.ts"), "export default [];\n");
    const before = await tree();
    const { status, stderr } = noun("note");
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining("app/routes.ts has no place for the lines"),
    ]);
    expect(await tree()).toEqual(before);
  });
});
