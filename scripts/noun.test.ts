import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lists } from "./noun/lists.ts";
import { nounOf } from "./noun/name.ts";
import { planNoun } from "./noun/plan.ts";

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
    "/** Creates an ice box ",
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
  [["case"], /is a word of TypeScript/],
  [["outcome"], /means something else in the code of every noun/],
  [["row"], /"rows" means something else/],
  [["promise"], /"Promise" means something else/],
  [["project"], /app\/domain\/entities.ts has Project already/],
  [["tombstone"], /app\/domain\/entities.ts has tombstones already/],
  [["member"], /app\/routes.ts has page\("members", "tenant\/ already/],
  [["setting"], /app\/routes.ts has page\("settings"/],
  [["marker"], /tests\/isolation\/stage.ts has marker already/],
] as const)("there can be no noun %j", ([one, many], reason) => {
  expect(planNoun(one, many)).toMatch(reason);
});

test.each([["label"], ["lens", "lenses"], ["sheep", "flock"], ["sheet"]])(
  "there can be a noun %s",
  (...[one, many]) => {
    expect(planNoun(one, many)).toMatchObject({ files: expect.any(Array) });
  },
);

describe("the command refuses", () => {
  let project = "";

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "rowhouse-noun-"));
    const needed = ["package.json", "scripts/noun.ts", "scripts/noun", "db/migrations"];
    for (const path of [...needed, ...lists.map((list) => list.path)])
      await cp(path, join(project, path), { recursive: true });
  });

  afterEach(() => rm(project, { recursive: true }));

  function noun(...names: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/noun.ts", ...names], {
      cwd: project,
      encoding: "utf8",
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
    [["task"], '"task" is taken: app/domain/entities.ts has Task already.\n'],
    [["note"], '"note" is taken: tests/factories/notes.ts is there already.\n'],
  ])("%j in one line, and writes nothing", async (names, line) => {
    const path = join(project, "tests/factories/notes.ts");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "mine");
    const before = await tree();
    expect(noun(...names)).toEqual({ status: 2, stdout: "", stderr: line });
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
