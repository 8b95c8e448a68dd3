import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedPostgresError } from "./error.ts";
import type { Place } from "./place.ts";

/** A running PostgreSQL server. */
export interface Postmaster {
  pid: number;
  port: number;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

/**
 * The server that runs on a cluster, once it accepts connections; null if none does. A postmaster.pid that names a dead
 * process, or one that is something else by now, is removed: PostgreSQL itself can't always tell.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const found = await readPidFile(cluster);
  if (!found) return null;
  if (!(await isPostgres(found.pid))) {
    await rm(join(cluster, "postmaster.pid"), { force: true });
    return null;
  }
  return ready(cluster, () => isAlive(found.pid));
}

/** Starts the server, detached: it must outlive a Ctrl-C that the application is still draining after. */
export async function launch(
  place: Place,
  settings: Record<string, string>,
  logFile: string,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawnServer(place, { ...settings, port: String(port) }, logFile);
    try {
      const started = await ready(place.cluster, () => child.exitCode === null && child.signalCode === null);
      if (started) return started;
      throw new EmbeddedPostgresError(`PostgreSQL did not start. Its log says why: ${logFile}`);
    } catch (error) {
      // Somebody may have taken the port between our look and PostgreSQL's: another one, twice.
      if (attempt === 3) throw error;
    }
  }
}

function spawnServer(
  { cluster, binaries, account }: Place,
  settings: Record<string, string>,
  logFile: string,
) {
  const log = openSync(logFile, "a");
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(binaries.binDir, "postgres"), ["-D", cluster, ...options], {
    ...account,
    cwd: cluster,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  return child;
}

/** Fast shutdown: sessions are cut, a checkpoint is written. After 20 s at once, which costs a recovery at the next start. */
export async function shutDown({ pid }: Postmaster, cluster: string): Promise<void> {
  if (!(await isPostgres(pid))) return;
  process.kill(pid, "SIGINT");
  if (await eventually(() => !isAlive(pid), stopTimeoutMs)) return;
  process.kill(pid, "SIGQUIT");
  await eventually(() => !isAlive(pid), stopTimeoutMs);
  await rm(join(cluster, "postmaster.pid"), { force: true });
}

/** Waits until postmaster.pid says `ready`; null if the server ends before (https://www.postgresql.org/docs/18/storage-file-layout.html). */
async function ready(cluster: string, isRunning: () => boolean): Promise<Postmaster | null> {
  let found: Awaited<ReturnType<typeof readPidFile>> = null;
  const isDone = async () => {
    found = await readPidFile(cluster);
    return found?.status === "ready" || !isRunning();
  };
  if (!(await eventually(isDone, startTimeoutMs))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL in ${cluster} was not ready within ${startTimeoutMs / 1000} s.`,
    );
  }
  const last = await readPidFile(cluster);
  return last?.status === "ready" && isAlive(last.pid) ? { pid: last.pid, port: last.port } : null;
}

async function readPidFile(cluster: string) {
  const lines = (await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 ? { pid, port, status: lines[7]?.trim() } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether the process is a PostgreSQL server and not another program that was given the same number since. */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return /(^|\/)postgres(\0|$|:)/.test(command.split("\0")[0] ? `${command.split("\0")[0]}\0` : "");
}

async function eventually(isTrue: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await isTrue()) return true;
    await delay(10);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
