import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lists, withLines } from "./lists.ts";
import { type Noun, nameProblem, nounOf, renamed } from "./name.ts";

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
  const sources = templateFiles();
  const files = sources
    .map(({ path, text }) => ({
      path: numbered(renamed(path, sample, noun)),
      text: renamed(text, sample, noun),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return clash(noun, sources) ?? taken(noun, files) ?? { files, changed: changedLists(noun) };
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

function clash({ one, many }: Noun, sources: readonly Text[]): string | null {
  const code = sources.flatMap(({ path, text }) => (path.endsWith(".sql") ? [] : text));
  const variables = variablesIn(code.join("\n"));
  const name = [one.camel, many.camel, one.pascal, many.pascal].find((form) => variables.has(form));
  return name ? `"${name}" means something else in the code of every noun: name it otherwise.` : null;
}

function taken(noun: Noun, files: readonly Text[]): string | null {
  for (const { path, names } of lists) {
    const text = readFileSync(path, "utf8");
    const variables = variablesIn(text);
    const there = names(noun).find((name) =>
      /^\w+$/.test(name) ? variables.has(name) : text.includes(name),
    );
    if (there) return `"${noun.one.words}" is taken: ${path} has ${there} already.`;
  }
  const existing = files.find(({ path }) => existsSync(path));
  return existing ? `"${noun.one.words}" is taken: ${existing.path} is there already.` : null;
}

/** The names that code declares and uses; not those of properties, or in comments and strings. */
function variablesIn(text: string): ReadonlySet<string> {
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"/g, '""');
  return new Set(code.match(/(?<![.\w])[A-Za-z]\w*(?![\w=:?])/g));
}

function changedLists(noun: Noun): Text[] {
  return lists.map((list) => {
    const text = withLines(readFileSync(list.path, "utf8"), list, noun);
    if (text === null)
      throw new Error(`${list.path} has no place for the lines that scripts/noun/lists.ts puts in`);
    return { path: list.path, text };
  });
}
