import { createHash } from "node:crypto";
import { chmod, lstat, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { canReach, type ServerAccount, serverAccount } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { copyBinaries } from "./copy.ts";
import { makeDirectory } from "./directory.ts";
import { EmbeddedPostgresError, explained } from "./error.ts";
import { findPostmaster, shutDown } from "./postmaster.ts";

export interface ClusterPlace {
  /** PostgreSQL's own data directory. */
  cluster: string;
  binaries: Binaries;
  account: ServerAccount | null;
}

/** For databases and binaries that the server's user couldn't reach where they are. */
const elsewhere = "/var/lib/rowhouse";
const pointer = "postgres-is-at";
const backPointer = "belongs-to";

/** The data directory if the server's user can enter it, else `elsewhere`. @throws {EmbeddedPostgresError} */
export async function choosePlace(
  dataDir: string,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<ClusterPlace> {
  const known = await keptPlace(dataDir);
  const account = await serverAccount(known);
  if (!account) return { cluster: known ?? join(dataDir, "postgres"), binaries, account };
  try {
    const usable = canReach(account, join(binaries.binDir, "postgres"))
      ? binaries
      : await copyBinaries(binaries, account, elsewhere);
    if (known) await claim(known, dataDir);
    const inside = canReach(account, dataDir) ? join(dataDir, "postgres") : null;
    return {
      cluster: known ?? inside ?? (await placeElsewhere(dataDir, log)),
      binaries: usable,
      account,
    };
  } catch (error) {
    throw explained(
      `The database's own user can't enter ${dataDir}, and ${elsewhere} can't be used instead`,
      error,
      "Set DATA_DIR to a directory that every user can enter.",
    );
  }
}

/** Null: there is no cluster. @throws {EmbeddedPostgresError} if a directory and its copy share one. */
export async function keptPlace(dataDir: string): Promise<string | null> {
  const pointed = await textOf(join(dataDir, pointer));
  if (pointed) {
    const owner = await textOf(join(dirname(pointed), backPointer));
    const isShared = owner !== "" && owner !== dataDir && (await textOf(join(owner, pointer))) === pointed;
    if (!isShared) return pointed;
    throw new EmbeddedPostgresError(
      `${dataDir} is a copy of ${owner}, whose database is in ${pointed}. Remove ${join(dataDir, pointer)} to begin with an empty one.`,
    );
  }
  const own = join(dataDir, "postgres");
  return (await lstat(own).catch(() => null)) ? own : null;
}

/** Always a new folder: an old one's data directory may be gone, but its data may still be wanted. */
async function placeElsewhere(dataDir: string, log: (line: string) => void): Promise<string> {
  const id = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  for (let count = 1; ; count++) {
    const folder = join(elsewhere, count === 1 ? id : `${id}-${count}`);
    if (await lstat(folder).catch(() => null)) {
      log(`An earlier database of ${dataDir} is still in ${folder}. Remove it if nobody needs it.`);
      const left = await findPostmaster(join(folder, "postgres"));
      if (left) await shutDown(left);
      continue;
    }
    const cluster = join(folder, "postgres");
    await writeFile(join(dataDir, pointer), `${cluster}\n`);
    await claim(cluster, dataDir);
    log(`The database is kept in ${cluster}: its own user can't enter ${dataDir}.`);
    return cluster;
  }
}

/** Notes whose the place is, again after the data directory has moved. */
async function claim(cluster: string, dataDir: string): Promise<void> {
  const folder = dirname(cluster);
  if (folder === dataDir) return;
  for (const path of [elsewhere, folder]) {
    await makeDirectory(path);
    await chmod(path, 0o755);
  }
  await writeFile(join(folder, backPointer), `${dataDir}\n`);
}

async function textOf(path: string): Promise<string> {
  return (await readFile(path, "utf8").catch(() => "")).trim();
}
