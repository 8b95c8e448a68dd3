import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A mistake that tests must notice: a change of one place in the product's sources. */
export interface Mutant {
  /** What would be true with it. */
  what: string;
  /** Stands in one place of one source file, where its spaces and line breaks may be others. */
  find: string;
  replace: string;
  /** In place of its area's tests. */
  tests?: string[];
  /** Why it may live; docs/mutants.md lists these. */
  argued?: string;
}

export interface Area {
  /** Parts of the paths of the test files that must notice. */
  tests: string[];
  mutants: Mutant[];
}

export interface Source {
  path: string;
  text: string;
}

export async function readSources(tree: string): Promise<Source[]> {
  const found = await Promise.all(
    ["app", "cli", "db"].map(async (folder) =>
      (await readdir(join(tree, folder), { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  const paths = found.flat().filter((path) => /\.(tsx?|sql)$/.test(path) && !/\.test\.tsx?$/.test(path));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(tree, path), "utf8") })));
}

/** The changed source file. @throws unless `find` stands in exactly one place */
export function mutated({ find, replace, what }: Mutant, sources: readonly Source[]): Source {
  const words = find
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const place = new RegExp(words.join("\\s+"), "g");
  const found = sources.flatMap(({ path, text }) =>
    [...text.matchAll(place)].map((match) => ({
      path,
      text: text.slice(0, match.index) + replace + text.slice(match.index + match[0].length),
    })),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new Error(`“${what}”: its text stands in ${found.length} places, not in one:\n${find}`);
}
