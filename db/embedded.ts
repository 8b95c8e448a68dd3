import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findBinaries } from "./embedded/binaries.ts";
import { ensureCluster } from "./embedded/cluster.ts";
import { writableDirectory } from "./embedded/directory.ts";
import { EmbeddedPostgresError, explained } from "./embedded/error.ts";
import { keepRunning } from "./embedded/keeper.ts";
import { launch } from "./embedded/launch.ts";
import { choosePlace, keptPlace } from "./embedded/place.ts";
import { findPostmaster, type Postmaster, shutDown } from "./embedded/postmaster.ts";

export { DataDirInUseError, EmbeddedPostgresError } from "./embedded/error.ts";
export { lockDataDir } from "./embedded/lock.ts";

/** It outlives a killed application; the next start finds it. A killed server restarts at its address. */
export interface EmbeddedPostgres {
  /** Signs in as the superuser. */
  url: string;
  readonly pid: number;
  /** The major version, such as 18. */
  version: number;
  /** Cuts connections, keeps what was committed. A second call does nothing. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  /** Holds `initdb` and `postgres`. Absent: the npm package's. */
  binDir?: string | undefined;
  /** For postgresql.conf. Without `port`, a free one is chosen. */
  settings?: Record<string, string>;
  log?: (line: string) => void;
}

/** Makes the database or takes it over. The caller holds `lockDataDir`. @throws {EmbeddedPostgresError} */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const dataDir = await writableDirectory(options.dataDir);
  const binaries = await findBinaries(options.binDir);
  const place = await choosePlace(dataDir, binaries, log);
  const password = (await keptPassword(dataDir)) ?? (await newPassword(dataDir, place.cluster));
  await ensureCluster(place, password);
  const first = (await findPostmaster(place.cluster, password)) ?? (await start(options.settings?.port));
  const keeper = keepRunning(first, ({ port }) => start(String(port)), log);
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(first, password),
    get pid() {
      return keeper.current().pid;
    },
    version: binaries.majorVersion,
    stop: () => (stopped ??= keeper.dismiss().then(shutDown)),
  };

  function start(port: string | undefined): Promise<Postmaster> {
    return launch(place, { ...options.settings, ...(port && { port }) }, join(dataDir, "postgres.log"));
  }
}

/** Null if it doesn't run. Changes nothing. @throws {EmbeddedPostgresError} if it runs for another user. */
export async function findRunningPostgres(dataDir: string): Promise<{ url: string } | null> {
  const directory = resolve(dataDir);
  const place = await keptPlace(directory);
  const password = await keptPassword(directory);
  if (!place || !password) return null;
  const postmaster = await findPostmaster(place, password);
  return postmaster && { url: urlOf(postmaster, password) };
}

function urlOf({ port }: Postmaster, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

const passwordFile = "postgres-password";

async function keptPassword(dataDir: string): Promise<string | null> {
  const path = join(dataDir, passwordFile);
  try {
    return (await readFile(path, "utf8")).trim() || null;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw explained(`${path} can't be read`, error, "Run this as the user who runs the server.");
  }
}

/** Readable by its owner only, and on disk before a database knows it. */
async function newPassword(dataDir: string, cluster: string): Promise<string> {
  const path = join(dataDir, passwordFile);
  const exists = await readFile(join(cluster, "PG_VERSION")).catch(() => null);
  if (exists) {
    throw new EmbeddedPostgresError(
      `${path} is missing, without which the database in ${cluster} can't be entered. Restore it from a backup.`,
    );
  }
  const password = randomBytes(24).toString("base64url");
  const file = await open(path, "w", 0o600);
  await file.writeFile(`${password}\n`);
  await file.sync();
  await file.close();
  return password;
}
