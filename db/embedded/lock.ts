import { randomUUID } from "node:crypto";
import { link, readFile, readlink, rm, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { notWritable, writableDirectory } from "./directory.ts";
import { DataDirInUseError } from "./error.ts";
import { isAlive } from "./process.ts";

export interface DataDirLock {
  release(): Promise<void>;
}

const beatMs = 2_000;
const silenceMs = 10_000;
const longSilenceMs = 60_000;

/**
 * Holds a data directory for this process alone, until `release`. A lock left by a process that is gone is taken over:
 * at once if it ran here, after 10 s without a sign of life if it ran in another container or on another machine.
 * @throws {DataDirInUseError} naming the process that holds it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  const directory = await writableDirectory(dataDir);
  const path = join(directory, "app.lock");
  const mine = `${process.pid} ${await startOf(process.pid)} ${await numberSpace()}\n`;
  try {
    const holder = await take(path, mine);
    if (holder !== null) {
      throw new DataDirInUseError(
        `Another Rowhouse (process ${holder.split(" ")[0]}) uses ${directory}. Stop it first, or set DATA_DIR to another directory.`,
      );
    }
  } catch (error) {
    throw notWritable(directory, error);
  }
  const beat = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), beatMs).unref();
  return {
    release() {
      clearInterval(beat);
      return rm(path, { force: true });
    },
  };
}

/** Resolves to null when the lock is taken, or to the text of the process that has it instead. */
async function take(path: string, mine: string): Promise<string | null> {
  while (!(await claim(path, mine))) {
    const held = await textOf(path);
    if (held === null) continue;
    if (await isHeld(held, path)) return held;
    const other = await discard(path, held, mine);
    if (other !== null) return other;
  }
  return null;
}

/**
 * Creates the lock complete with its text, or not at all: it appears by a link to a file that is already written. That
 * file's name is random, because processes in two containers can have the same number.
 */
async function claim(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await unlink(draft);
  }
}

/**
 * Removes a lock that was found stale, if it still is that one. Of two that found it, the slower one would remove what
 * the faster one has put there: so this has a lock of its own, which may be stale, too.
 * @returns the text of another process that is doing it, or null.
 */
async function discard(path: string, stale: string, mine: string): Promise<string | null> {
  const turn = `${path}.turn`;
  const other = await take(turn, mine);
  if (other !== null) return other;
  try {
    if ((await textOf(path)) === stale) await unlink(path);
    return null;
  } finally {
    await rm(turn, { force: true });
  }
}

/** Null if there is no such file. After a loss of power it can be there and empty. */
async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return null;
  }
}

async function isHeld(text: string, path: string): Promise<boolean> {
  const [pid, started, space = ""] = text.trim().split(" ");
  if (space !== (await numberSpace())) return showsLife(path);
  const runsSince = await startOf(Number(pid));
  return runsSince !== null && (runsSince === "" || runsSince === started);
}

/** The holder's number says nothing here, but the holder of the lock touches it every 2 s. */
async function showsLife(path: string): Promise<boolean> {
  const touchedAt = async () => (await stat(path).catch(() => null))?.mtimeMs;
  const first = await touchedAt();
  if (first === undefined || Date.now() - first > longSilenceMs) return false;
  const giveUpAt = performance.now() + silenceMs;
  while (performance.now() < giveUpAt) {
    await delay(100);
    const last = await touchedAt();
    if (last !== first) return last !== undefined;
  }
  return false;
}

/**
 * When a process started, in clock ticks since boot (proc(5)), so that its number given to another isn't mistaken for it.
 * Null if it doesn't run; empty if that can't be told.
 */
async function startOf(pid: number): Promise<string | null> {
  if (!(await isAlive(pid))) return null;
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Where process numbers mean the same: this boot of this machine, or this container. Empty if that can't be told. */
async function numberSpace(): Promise<string> {
  const [boot, space] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  return `${boot.trim()}${space}`;
}
