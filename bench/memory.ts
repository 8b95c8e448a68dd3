import { readdir, readFile } from "node:fs/promises";

/** MiB of a process and its children, by PSS (`man 5 proc`): PostgreSQL's backends share most pages. */
export async function memoryMib(pid: number): Promise<number> {
  const processes = await Promise.all(
    (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(parentOf),
  );
  const family = new Set([pid]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const one of processes) if (one && family.has(one.parent)) family.add(one.pid);
  }
  const shares = await Promise.all([...family].map(proportionalKib));
  return shares.reduce((sum, share) => sum + share, 0) / 1024;
}

async function parentOf(name: string) {
  const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return stat ? { pid: Number(name), parent } : null;
}

async function proportionalKib(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
}
