import { readFile, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { singleClient } from "#db/single-client.ts";
import { EmbeddedPostgresError } from "./error.ts";
import { eventually, isAlive, isPostgres, wasStartedOn } from "./process.ts";

export interface Postmaster {
  pid: number;
  port: number;
}

/** Recovery from a crash replays the log first, which can take minutes. */
const startTimeoutMs = 300_000;
const stopTimeoutMs = 20_000;

/** Waits until it is ready. `password` also finds a server whose directory was moved since its start. */
export async function findPostmaster(cluster: string, password?: string): Promise<Postmaster | null> {
  const noted = await readPidFile(cluster);
  if (!noted || !(await isOurs(noted, cluster, password))) return null;
  return ready(cluster, noted.pid);
}

/** Returns the dead server's number, of which PostgreSQL has to be told that it is stale. */
export async function disarmPidFile(cluster: string): Promise<number | null> {
  const path = pidFileOf(cluster);
  const noted = await readPidFile(cluster);
  if (noted) {
    if (await isOurs(noted, cluster)) return null;
    // The status still says "ready", and the new server may get the same number: in a container it mostly does.
    // The other lines stay: they tell PostgreSQL whether sessions of the dead server live on.
    await truncate(path, noted.sizeWithoutStatus);
    return noted.pid;
  }
  // A server was killed before it wrote the file. PostgreSQL would take an empty one for a starting server's.
  if ((await stat(path).catch(() => null))?.size === 0) await rm(path);
  return null;
}

/** Null if the process ends first. https://www.postgresql.org/docs/18/storage-file-layout.html */
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

/** A fast shutdown. After 20 s an immediate one, which costs a recovery at the next start. */
export async function shutDown({ pid }: Postmaster): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (!(await isPostgres(pid))) return;
    process.kill(pid, signal);
    if (await eventually(async () => !(await isAlive(pid)), stopTimeoutMs)) return;
  }
}

interface Noted extends Postmaster {
  status: string | undefined;
  /** In bytes, up to the status line. */
  sizeWithoutStatus: number;
}

function pidFileOf(cluster: string): string {
  return join(cluster, "postmaster.pid");
}

async function readPidFile(cluster: string): Promise<Noted | null> {
  // In latin1 a character is a byte, so that lengths are sizes, whatever the path's encoding is.
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

/** Asks the server itself: a copied directory has the original's password, but not its place. */
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
