import { link, mkdir, readFile, rename, rm, unlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DataDirInUseError, EmbeddedPostgresError } from "./error.ts";

/**
 * Holds a data directory for this process alone, until `release`. A lock left by a process that is gone is taken over.
 * @throws {DataDirInUseError} naming the process that holds it.
 */
export async function lockDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  const directory = resolve(dataDir);
  const path = join(directory, "app.lock");
  const mine = `${process.pid} ${await startedAt(process.pid)}\n`;
  try {
    await mkdir(directory, { recursive: true });
    for (;;) {
      if (await claim(path, mine)) break;
      const held = await readFile(path, "utf8").catch(() => "");
      const holder = Number(held.split(" ")[0]);
      if (held && (await isHeld(held))) {
        throw new DataDirInUseError(
          `Another Rowhouse (process ${holder}) uses ${directory}. Stop it first, or set DATA_DIR to another directory.`,
        );
      }
      if (held) await discard(path, held);
    }
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new EmbeddedPostgresError(
      `DATA_DIR ${directory} can't be written to (${code}). Make it writable, or name another directory.`,
    );
  }
  return { release: () => rm(path, { force: true }) };
}

/** Creates the lock complete with its text, or not at all: it appears by a link to a file that is already written. */
async function claim(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
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

/** Removes a lock that was found stale, and only that one: two that found it may both try, and one may have renewed it. */
async function discard(path: string, stale: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  await rename(path, aside).catch(() => {});
  const moved = await readFile(aside, "utf8").catch(() => "");
  if (moved && moved !== stale) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function isHeld(text: string): Promise<boolean> {
  const [pid, started] = text.trim().split(" ");
  return (await startedAt(Number(pid))) === started;
}

/** When a process started, in clock ticks since boot (proc(5)), so that its number given to another isn't mistaken for it. */
async function startedAt(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  if (stat) return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  try {
    process.kill(pid, 0);
    return process.platform === "linux" ? "gone" : "alive";
  } catch {
    return "gone";
  }
}
