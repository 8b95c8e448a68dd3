import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedPostgresError } from "./error.ts";
import type { ClusterPlace } from "./place.ts";
import { disarmPidFile, type Postmaster, ready } from "./postmaster.ts";

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  jit: "off",
  log_checkpoints: "off",
  // Statements contain people's data, which doesn't belong in a log.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/** These failures pass: another program took the port first, or a killed server's sessions still end. */
const passing = /could not create any TCP\/IP sockets|pre-existing shared memory block/;
const passingTakesMs = 30_000;

/** Detached, so that it outlives a Ctrl-C while the application drains. @throws {EmbeddedPostgresError} */
export async function launch(
  place: ClusterPlace,
  overrides: Record<string, string>,
  logFile: string,
): Promise<Postmaster> {
  await startNewLogWhenLarge(logFile);
  const giveUpAt = Date.now() + passingTakesMs;
  for (;;) {
    const logged = await sizeOf(logFile);
    const options = { ...settings, port: String(await freePort()), ...overrides };
    const stalePid = await disarmPidFile(place.cluster);
    const { pid, failure } = await spawnServer(place, options, stalePid, logFile);
    const started = pid === undefined ? null : await ready(place.cluster, pid);
    if (started) return started;
    const reason = failure ?? (await fatalLine(logFile, logged));
    if (!passing.test(reason) || Date.now() > giveUpAt) {
      throw new EmbeddedPostgresError(`PostgreSQL did not start: ${reason} Its log: ${logFile}`);
    }
    await delay(100);
  }
}

async function spawnServer(
  { cluster, binaries, account }: ClusterPlace,
  options: Record<string, string>,
  stalePid: number | null,
  logFile: string,
) {
  const log = openSync(logFile, "a", 0o600);
  const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(binaries.binDir, "postgres"), ["-D", cluster, ...flags], {
    ...account,
    cwd: cluster,
    env: {
      PATH: "/usr/bin:/bin",
      LC_ALL: "C",
      TZ: "UTC",
      // PostgreSQL takes this number in postmaster.pid for stale, even if a process has it (its miscinit.c).
      ...(stalePid && { PG_GRANDPARENT_PID: String(stalePid) }),
    },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once("spawn", () => resolve(undefined));
    child.once("error", (error) => resolve(`${error.message}.`));
  });
  return { pid: child.pid, failure };
}

async function fatalLine(logFile: string, offset: number): Promise<string> {
  const file = await open(logFile);
  try {
    const length = Math.min((await file.stat()).size - offset, 64 * 1024);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
    const lines = buffer.toString().split("\n");
    const fatal = lines.findLast((line) => /\b(FATAL|PANIC):/.test(line));
    return `${fatal?.replace(/^.*?\b(FATAL|PANIC):\s*/, "") ?? "it ended without a word"}.`;
  } finally {
    await file.close();
  }
}

const largeBytes = 10 * 1024 * 1024;

async function startNewLogWhenLarge(logFile: string): Promise<void> {
  if ((await sizeOf(logFile)) > largeBytes) await rename(logFile, `${logFile}.1`);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
