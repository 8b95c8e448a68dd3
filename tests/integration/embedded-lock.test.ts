import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { DataDirInUseError, lockDataDir } from "#db/embedded.ts";
import { runSql } from "#tests/harness/administer.ts";
import { useEmbedded } from "#tests/harness/embedded.ts";

vi.mock("node:timers/promises", { spy: true });

const embedded = useEmbedded();
const { start, hold } = embedded;

test("a second process on one data directory is told which one holds it, and the first is left alone", async () => {
  const first = await hold();
  const refused = lockDataDir(embedded.dataDir);
  await expect(refused).rejects.toThrow(DataDirInUseError);
  await expect(refused).rejects.toThrow(String(first.child.pid));
  expect(await runSql(first.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await first.kill();
  await start();
});

test("of several processes that take a directory at once, whose last holder was killed, one gets it", async () => {
  await (await hold()).kill();
  await start();
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDir(embedded.dataDir)));
  const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
  expect(won).toHaveLength(1);
  await won[0]?.value.release();
  await (await lockDataDir(embedded.dataDir)).release();
});

/** Of a process in another container, whose number means nothing here. */
async function foreignLock(): Promise<string> {
  const path = join(embedded.dataDir, "app.lock");
  await writeFile(path, "1 100 elsewhere\n");
  return path;
}

test("a directory that another container uses is refused, too", async () => {
  const path = await foreignLock();
  const beat = setInterval(() => utimes(path, new Date(), new Date()), 500);
  await expect(lockDataDir(embedded.dataDir)).rejects.toThrow(DataDirInUseError);
  clearInterval(beat);
});

test("a directory whose container is long gone is taken at once", async () => {
  await utimes(await foreignLock(), new Date(0), new Date(0));
  await (await lockDataDir(embedded.dataDir)).release();
  expect(wait).not.toHaveBeenCalled();
});

test("of many processes that find such a lock at the same moment, one gets it and the others are told", async () => {
  for (let round = 1; round <= 5; round++) {
    await utimes(await foreignLock(), new Date(0), new Date(0));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, () => lockDataDir(embedded.dataDir)),
    );
    const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
    const lost = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(won).toHaveLength(1);
    expect(lost.map(({ reason }) => reason)).toEqual(lost.map(() => expect.any(DataDirInUseError)));
    await won[0]?.value.release();
  }
  expect(await readdir(embedded.dataDir)).toEqual([]);
});

test("a lock that a loss of power left empty keeps no process out", async () => {
  const path = join(embedded.dataDir, "app.lock");
  await writeFile(path, "");
  await utimes(path, new Date(0), new Date(0));
  await (await lockDataDir(embedded.dataDir)).release();
});
