import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exportedBy, sources } from "#tests/harness/sources.ts";
import { lists, withLines } from "./lists.ts";
import { type Noun, nameProblem, nounOf, renamed } from "./name.ts";
import { isOfJavaScript, variablesIn } from "./variables.ts";

/** In the template's files, `some-noun` stands for the noun. */
const template = "scripts/noun/template";
const sample = nounOf("some-noun");
const migrations = "db/migrations";

interface Text {
  path: string;
  text: string;
}

export interface Plan {
  files: Text[];
  changed: Text[];
}

/** Writes nothing. @returns why there can't be such a noun. @throws if a list has no place for its lines */
export function planNoun(one: string, many?: string): Plan | string {
  const problem = nameProblem(one, many);
  if (problem) return problem;
  const noun = nounOf(one, many);
  const templates = templateFiles();
  const files = templates
    .map(({ path, text }) => ({
      path: numbered(renamed(path, sample, noun)),
      text: renamed(text, sample, noun),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const reason = taken(noun, files) ?? clash(noun, templates) ?? exportedTwice(files) ?? ignored(files);
  return reason
    ? `"${noun.one.words}" ${reason}. Choose another name, such as customer-${noun.one.kebab}.`
    : { files, changed: changedLists(noun) };
}

function templateFiles(): Text[] {
  return readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path: path.slice(template.length + 1), text: readFileSync(path, "utf8") }));
}

/** A migration gets the number after the last one's; other paths stay as they are. */
function numbered(path: string): string {
  if (!path.startsWith(`${migrations}/`)) return path;
  const numbers = readdirSync(migrations).map((name) => Number(/^\d{4}(?=_)/.exec(name)?.[0] ?? 0));
  return path.replace(`${migrations}/`, `$&${String(Math.max(0, ...numbers) + 1).padStart(4, "0")}_`);
}

function taken(noun: Noun, files: readonly Text[]): string | null {
  for (const { path, names } of lists) {
    const text = readFileSync(path, "utf8");
    const variables = variablesIn(text);
    const there = names(noun).find((name) =>
      /^\w+$/.test(name) ? variables.has(name) : text.includes(name),
    );
    if (there) return `is taken: ${path} has ${there.trim()} already`;
  }
  const existing = files.find(({ path }) => existsSync(path));
  return existing ? `is taken: ${existing.path} is there already` : null;
}

/** The names that a noun gives to its files, and to what they declare, must be free, and stay apart. */
function clash(noun: Noun, templates: readonly Text[]): string | null {
  const paths = new Set<string>();
  for (const { path: from, text } of templates) {
    const path = renamed(from, sample, noun);
    if (paths.has(path)) return `can't be a noun: two of its files would be ${path}`;
    paths.add(path);
    const names = new Set<string>();
    for (const variable of path.endsWith(".sql") ? [] : variablesIn(text)) {
      const name = renamed(variable, sample, noun);
      if (name !== variable && isOfJavaScript(name))
        return `can't be a noun: JavaScript means something of its own by ${name}`;
      if (names.has(name)) return `can't be a noun: ${name} would mean two things in ${path}`;
      names.add(name);
    }
  }
  return null;
}

/** tests/names.test.ts forbids it. */
function exportedTwice(files: readonly Text[]): string | null {
  const homes = new Map<string, string>();
  for (const path of ["app", "db", "cli"].flatMap(sources))
    for (const name of exportedBy(readFileSync(path, "utf8"))) homes.set(name, path);
  for (const { path, text } of files.filter((file) => file.path.startsWith("app/"))) {
    for (const name of exportedBy(text)) {
      const home = homes.get(name);
      if (home)
        return `can't be a noun: ${home} and ${path} would both export ${name}, which tests/names.test.ts forbids`;
      homes.set(name, path);
    }
  }
  return null;
}

/** Without git, or outside a repository, nothing is ignored. */
function ignored(files: readonly Text[]): string | null {
  const args = ["check-ignore", "--verbose", ...files.map(({ path }) => path)];
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8" });
  const [rule, path] = status === 0 ? (stdout.split("\n")[0] ?? "").split("\t") : [];
  return path ? `can't be a noun: git would ignore ${path} (${rule})` : null;
}

function changedLists(noun: Noun): Text[] {
  return lists.map((list) => {
    const text = withLines(readFileSync(list.path, "utf8"), list, noun);
    if (text === null)
      throw new Error(`${list.path} has no place for the lines that scripts/noun/lists.ts puts in`);
    return { path: list.path, text };
  });
}
