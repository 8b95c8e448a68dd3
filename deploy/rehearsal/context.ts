import { cp, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Copies what .dockerignore lets through. @throws at a pattern but `*`, `!name` and `**` + `/*.ending`. */
export async function copyContext(from: string, to: string): Promise<void> {
  const patterns = (await readFile(join(from, ".dockerignore"), "utf8"))
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const allowed = patterns.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  const endings = patterns.filter((line) => line.startsWith("**/*.")).map((line) => line.slice(4));
  const others = patterns.filter((line) => !/^(\*|![\w.-]+|\*\*\/\*\.[\w.]+)$/.test(line));
  if (patterns[0] !== "*" || others.length > 0) throw new Error(`Not understood in .dockerignore: ${others}`);
  const present = new Set(await readdir(from));
  for (const name of allowed.filter((one) => present.has(one))) {
    await cp(join(from, name), join(to, name), {
      recursive: true,
      filter: (path) => !endings.some((ending) => basename(path).endsWith(ending)),
    });
  }
}
