import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findBinaries } from "./embedded/binaries.ts";
import { ensureCluster } from "./embedded/cluster.ts";
import { EmbeddedPostgresError } from "./embedded/error.ts";
import { choosePlace, placeOf } from "./embedded/place.ts";
import { findPostmaster, launch, type Postmaster, shutDown } from "./embedded/postmaster.ts";

export { DataDirInUseError, EmbeddedPostgresError } from "./embedded/error.ts";
export { lockDataDir } from "./embedded/lock.ts";

/**
 * PostgreSQL without an administrator: real binaries out of an npm package, or the system's, started beside the
 * application on a loopback port of their own. It outlives an application that is killed; the next start finds it.
 */
export interface EmbeddedPostgres {
  /** The superuser's address. */
  url: string;
  pid: number;
  /** Ends the server: connections are cut, what was committed is kept. Calling it again does nothing. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  /** Where `initdb` and `postgres` are, such as /usr/lib/postgresql/18/bin. Absent: those of the npm package. */
  binDir?: string | undefined;
  /** Further `postgresql.conf` settings. */
  settings?: Record<string, string>;
}

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  jit: "off",
};

/**
 * Starts the PostgreSQL of a data directory, makes it first if there is none, or takes over the one that a killed
 * application left running. The caller holds the directory's lock (`lockDataDir`).
 * @throws {EmbeddedPostgresError} with one line that says what is wrong and what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = await writableDirectory(options.dataDir);
  const binaries = await findBinaries(options.binDir);
  const place = await choosePlace(dataDir, binaries);
  const password = await keptPassword(dataDir);
  await ensureCluster(place, password);
  const postmaster =
    (await findPostmaster(place.cluster)) ??
    (await launch(place, { ...settings, ...options.settings }, join(dataDir, "postgres.log")));
  return {
    url: urlOf(postmaster, password),
    pid: postmaster.pid,
    stop: () => shutDown(postmaster, place.cluster),
  };
}

/** The address of a data directory's PostgreSQL if it runs now; null if it doesn't. Starts and locks nothing. */
export async function findRunningPostgres(dataDir: string): Promise<{ url: string } | null> {
  const place = await placeOf(resolve(dataDir));
  const postmaster = place && (await findPostmaster(place));
  return postmaster ? { url: urlOf(postmaster, await keptPassword(resolve(dataDir))) } : null;
}

function urlOf({ port }: Postmaster, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function writableDirectory(path: string): Promise<string> {
  const directory = resolve(path);
  try {
    await mkdir(directory, { recursive: true });
    await appendFile(join(directory, "postgres.log"), "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EmbeddedPostgresError(
      `DATA_DIR ${directory} can't be written to (${code}). Make it writable, or name another directory.`,
    );
  }
  return directory;
}

/** The superuser's password: made once, readable by its owner only. */
async function keptPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, "postgres-password");
  await writeFile(path, randomBytes(24).toString("base64url"), { flag: "wx", mode: 0o600 }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return (await readFile(path, "utf8")).trim();
}
