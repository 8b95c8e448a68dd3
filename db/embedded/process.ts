import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** A process that has ended, but whose parent hasn't noticed yet, is not alive. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The state follows the name, which is in brackets and may hold any character (proc(5)).
  return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
}

/** The number may have gone to another program since. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  const [program = ""] = await commandLine(pid);
  return /^(postgres|postmaster)$/.test(basename(program));
}

/** False for its backends, which have other command lines, such as `postgres: checkpointer`. */
export async function wasStartedOn(pid: number, cluster: string): Promise<boolean> {
  const words = await commandLine(pid);
  return words[words.indexOf("-D") + 1] === cluster;
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === "linux") {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  }
  const listed = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => null);
  return listed?.stdout.trim().split(/\s+/) ?? [];
}

export async function eventually(isTrue: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await isTrue()) return true;
    await delay(10);
  }
  return false;
}
