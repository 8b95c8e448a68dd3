import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { vi } from "vitest";

export async function postmasterOf(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
}

/** As a machine that loses its power would do it. Resolves when the server is gone. */
export async function killAtOnce(postmaster: number): Promise<void> {
  const family = [postmaster, ...(await childrenOf(postmaster))];
  // Stopped first: it must not notice or tidy up while its children are ended one by one.
  process.kill(postmaster, "SIGSTOP");
  for (const pid of family) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // That session has ended meanwhile.
    }
  }
  await vi.waitFor(async () => {
    if (await isAlive(postmaster)) throw new Error(`${postmaster} still runs`);
  }, 5_000);
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(pids.map(async (pid) => [Number(pid), (await statOf(pid))[1]] as const));
  return parents.filter(([, ppid]) => Number(ppid) === parent).map(([pid]) => pid);
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return (await statOf(pid))[0] !== "Z";
}

/** State, parent and so on (proc(5)). */
async function statOf(pid: number | string): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
