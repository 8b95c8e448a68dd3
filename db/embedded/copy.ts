import { createHash } from "node:crypto";
import { chmod, cp, lstat, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { canReach, type ServerAccount } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { makeDirectory } from "./directory.ts";
import { EmbeddedPostgresError } from "./error.ts";

/** Copied below `folder`, once per version. @throws {EmbeddedPostgresError} for a system's own binaries. */
export async function copyBinaries(
  binaries: Binaries,
  account: ServerAccount,
  folder: string,
): Promise<Binaries> {
  const { tree, version } = binaries;
  if (!tree) {
    throw new EmbeddedPostgresError(
      `POSTGRES_BIN_DIR ${binaries.binDir} can't be entered by the database's own user. Make it readable for everybody.`,
    );
  }
  const key = createHash("sha256").update(tree).digest("hex").slice(0, 8);
  const target = join(folder, `postgresql-${version}-${key}`);
  const binDir = join(target, "bin");
  if (!canReach(account, join(binDir, "postgres"))) {
    const partial = `${target}.${process.pid}`;
    await makeDirectory(folder);
    await rm(partial, { recursive: true, force: true });
    await cp(tree, partial, { recursive: true, verbatimSymlinks: true });
    await openToAll(partial);
    // Another start may have finished the same copy meanwhile: either copy will do.
    await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }));
  }
  return { ...binaries, binDir };
}

/** Another user has to read and run the files, whatever the umask was when they were installed. */
async function openToAll(tree: string): Promise<void> {
  await chmod(tree, 0o755);
  for (const name of await readdir(tree, { recursive: true })) {
    const path = join(tree, name);
    const entry = await lstat(path);
    if (entry.isSymbolicLink()) continue;
    await chmod(path, entry.mode & 0o100 ? 0o755 : 0o644);
  }
}
