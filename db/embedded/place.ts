import { createHash } from "node:crypto";
import { chown, cp, lstat, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, canReach, serverAccount } from "./account.ts";
import type { Binaries } from "./binaries.ts";

/** Where a data directory's database really is, and who runs it. */
export interface Place {
  /** PostgreSQL's own data directory. */
  cluster: string;
  binaries: Binaries;
  account: Account | null;
}

const elsewhere = "/var/lib/rowhouse";
const pointer = "postgres-is-at";

/**
 * In the data directory, unless the application runs as root from a place that the database's own user can't enter,
 * such as a home folder: then under /var/lib/rowhouse, with a note in the data directory that says so.
 */
export async function choosePlace(dataDir: string, binaries: Binaries): Promise<Place> {
  const account = serverAccount();
  if (!account) return { cluster: join(dataDir, "postgres"), binaries, account };
  const usable = canReach(account, join(binaries.binDir, "postgres"))
    ? binaries
    : await copied(binaries, account);
  const known = await placeOf(dataDir);
  const cluster =
    known ?? (canReach(account, dataDir) ? join(dataDir, "postgres") : await pointElsewhere(dataDir));
  return { cluster, binaries: usable, account };
}

/** The cluster of a data directory, if one was made. */
export async function placeOf(dataDir: string): Promise<string | null> {
  const pointed = (await readFile(join(dataDir, pointer), "utf8").catch(() => "")).trim();
  if (pointed) return pointed;
  const own = join(dataDir, "postgres");
  return (await lstat(own).catch(() => null)) ? own : null;
}

async function pointElsewhere(dataDir: string): Promise<string> {
  const cluster = join(
    elsewhere,
    createHash("sha256").update(dataDir).digest("hex").slice(0, 16),
    "postgres",
  );
  await mkdir(join(cluster, ".."), { recursive: true, mode: 0o755 });
  await writeFile(join(dataDir, pointer), `${cluster}\n`);
  console.log(`The database is kept in ${cluster}: its own user can't enter ${dataDir}.`);
  return cluster;
}

async function copied(binaries: Binaries, account: Account): Promise<Binaries> {
  const source = binaries.tree;
  if (!source) return binaries;
  const target = join(
    elsewhere,
    `postgresql-${binaries.majorVersion}-${createHash("sha256").update(source).digest("hex").slice(0, 8)}`,
  );
  const binDir = join(target, "bin");
  if (!canReach(account, join(binDir, "postgres"))) {
    const partial = `${target}.${process.pid}`;
    await mkdir(elsewhere, { recursive: true, mode: 0o755 });
    await cp(source, partial, { recursive: true, verbatimSymlinks: true });
    // Another start may have finished the same copy meanwhile: either will do.
    await rename(partial, target).catch(() => rm(partial, { recursive: true, force: true }));
  }
  return { ...binaries, binDir };
}

/** Makes a directory that the server's account owns. */
export async function ownedDirectory(path: string, account: Account | null): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (account) await chown(path, account.uid, account.gid);
}
