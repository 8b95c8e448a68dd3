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

/** Takes over a dead holder's lock: at once if it ran here, else after 10 s. @throws {DataDirInUseError} */
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

/** Null: this process has the lock now. Otherwise the text of the process that has it. */
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

/** Links a complete file into place: a lock never appears without its text. */
async function claim(path: string, text: string): Promise<boolean> {
  // A random name, because processes in two containers can have the same number.
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

/** Returns the text of another process that is removing the lock, or null. */
async function discard(path: string, stale: string, mine: string): Promise<string | null> {
  // Without this second lock, the slower of two processes would remove the new lock of the faster.
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

/** Null if there is no file. It can be empty after a loss of power. */
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

/** A holder elsewhere can't be found by its number, but it touches its lock every 2 s. */
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

/** In clock ticks since boot (proc(5)), because numbers are used again. Null: it ended. Empty: unknown. */
async function startOf(pid: number): Promise<string | null> {
  if (!(await isAlive(pid))) return null;
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** Process numbers mean the same within one boot of a machine, or one container. Empty: unknown. */
async function numberSpace(): Promise<string> {
  const [boot, space] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  return `${boot.trim()}${space}`;
}
