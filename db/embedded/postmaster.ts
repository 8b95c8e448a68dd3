import { readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { singleClient } from "#db/single-client.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { eventually, isAlive, isPostgres, wasStartedOn } from "./process.ts";

/** A running PostgreSQL server. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** A server that recovers from a crash replays its log first, which can take minutes. */
const startTimeoutMs = 300_000;
const stopTimeoutMs = 20_000;

/**
 * The server that runs on a cluster, once it accepts connections; null if none does. Changes nothing.
 * @param password lets a server that was started under another path, before the directory was moved, be known again.
 */
export async function findPostmaster(cluster: string, password?: string): Promise<Postmaster | null> {
  const noted = await readPidFile(cluster);
  if (!noted || !(await isOurs(noted, cluster, password))) return null;
  return ready(cluster, noted.pid);
}

/**
 * Makes the postmaster.pid of a dead server harmless, before another server is launched. Its status goes, which is
 * "ready" for ever: the new server may get the same number, and in a container it mostly does. The other lines stay:
 * PostgreSQL learns from them whether sessions of the dead server live on. The file of a live server isn't touched.
 * @returns the dead server's number, which may be another program's by now: PostgreSQL has to be told that it is stale.
 * Null if there is none.
 */
export async function disarmPidFile(cluster: string): Promise<number | null> {
  const path = pidFileOf(cluster);
  const noted = await readPidFile(cluster);
  if (noted) {
    if (await isOurs(noted, cluster)) return null;
    await truncate(path, noted.sizeWithoutStatus);
    return noted.pid;
  }
  // A server was killed before it wrote to its file. PostgreSQL takes an empty one for that of a server that is starting.
  if ((await stat(path).catch(() => null))?.size === 0) await rm(path);
  return null;
}

/**
 * Waits until postmaster.pid says that this process accepts connections; null if it ends before
 * (https://www.postgresql.org/docs/18/storage-file-layout.html).
 */
export async function ready(cluster: string, pid: number): Promise<Postmaster | null> {
  let found: Postmaster | null = null;
  const isDecided = async () => {
    const runs = await isAlive(pid);
    const noted = await readPidFile(cluster);
    if (noted?.pid === pid && noted.status === "ready") found = { pid, port: noted.port };
    return found !== null || !runs;
  };
  if (await eventually(isDecided, startTimeoutMs)) return found;
  throw new EmbeddedPostgresError(
    `PostgreSQL (process ${pid}) in ${cluster} was not ready within ${startTimeoutMs / 1000} s. See its log, postgres.log.`,
  );
}

/** Fast shutdown: sessions are cut, a checkpoint is written. After 20 s at once, which costs a recovery at the next start. */
export async function shutDown({ pid }: Postmaster): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!(await isPostgres(pid))) return;
    process.kill(pid, signal);
    if (await eventually(async () => !(await isAlive(pid)), stopTimeoutMs)) return;
  }
}

interface Noted extends Postmaster {
  status: string | undefined;
  /** In bytes, up to the line with the status. */
  sizeWithoutStatus: number;
}

function pidFileOf(cluster: string): string {
  return join(cluster, "postmaster.pid");
}

async function readPidFile(cluster: string): Promise<Noted | null> {
  // The path in it may have any encoding. In this one a character is a byte, so that lengths are sizes.
  const lines = (await readFile(pidFileOf(cluster), "latin1").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  const sizeWithoutStatus = lines.slice(0, 7).join("\n").length;
  return pid > 0 ? { pid, port, status: lines[7]?.trim(), sizeWithoutStatus } : null;
}

async function isOurs({ pid, port }: Noted, cluster: string, password?: string): Promise<boolean> {
  if (!(await isPostgres(pid))) return false;
  return (
    (await wasStartedOn(pid, cluster)) ||
    (password !== undefined && (await servesCluster(port, password, cluster)))
  );
}

/** Asks the server itself. A copied directory brings its password along, but not the place: that one is still the original's. */
async function servesCluster(port: number, password: string, cluster: string): Promise<boolean> {
  const client = singleClient({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password,
    connectionTimeoutMillis: 2000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    const serves = await stat(rows[0]?.data_directory ?? "").catch(() => null);
    return serves === null || serves.ino === (await stat(cluster)).ino;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
