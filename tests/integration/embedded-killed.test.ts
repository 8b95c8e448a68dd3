import { expect, test, vi } from "vitest";
import { findRunningPostgres, lockDataDir } from "#db/embedded.ts";
import { runSql } from "#tests/harness/administer.ts";
import { recall, remember, type Told, useEmbedded } from "#tests/harness/embedded.ts";
import { killAtOnce } from "#tests/harness/kill.ts";

const embedded = useEmbedded();
const { start, hold, run } = embedded;

test("what a killed process left running is taken over, with everything in it", async () => {
  const orphan = await hold();
  await remember(orphan.url);
  await orphan.kill();
  const lock = await lockDataDir(embedded.dataDir);
  const adopted = await start();
  expect(adopted.pid).toBe(orphan.pid);
  expect(await recall(adopted.url)).toEqual([{ answer: 42 }]);
  await adopted.stop();
  expect(await findRunningPostgres(embedded.dataDir)).toBeNull();
  await lock.release();
});

test("a server that is killed is started again at the same address, as often as it takes", async () => {
  const server = await start();
  await remember(server.url);
  for (let kill = 1; kill <= 3; kill++) {
    const { pid } = server;
    await killAtOnce(pid);
    await vi.waitFor(async () => expect(await recall(server.url)).toEqual([{ answer: 42 }]), 10_000);
    await vi.waitFor(() => expect(server.pid).not.toBe(pid));
  }
  await server.stop();
  expect(await findRunningPostgres(embedded.dataDir)).toBeNull();
});

interface Contained {
  url: string;
  pid: number;
  /** The URL that a command finds during the start. */
  found: string;
}

/** In a PID namespace, as in a container: numbers begin at 1. Takes no lock, which it might wait for. */
async function startContained(): Promise<Told<Contained>> {
  const program = `
    import { findRunningPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
    const dataDir = ${JSON.stringify(embedded.dataDir)};
    async function look() {
      const running = await findRunningPostgres(dataDir);
      return running ? running.url : look();
    }
    const [{ url, pid }, found] = await Promise.all([startEmbeddedPostgres({ dataDir }), look()]);
    console.log(JSON.stringify({ url, pid, found }));
    setInterval(() => {}, 60_000);`;
  const permission = process.getuid?.() === 0 ? [] : ["--user", "--map-current-user"];
  const namespace = ["--fork", "--pid", "--mount-proc", "--kill-child=SIGKILL"];
  return run<Contained>(program, ["unshare", ...permission, ...namespace]).catch((cause) => {
    const needs = "That takes Linux, unshare (util-linux), and root or user namespaces.";
    throw new Error(`No database started in a PID namespace. ${needs}`, { cause });
  });
}

test("killed with its whole container, it starts again each time, with every row that was confirmed", async () => {
  const rounds = 8;
  const numbers = new Set<number>();
  for (let round = 1; round <= rounds; round++) {
    const { url, pid, found, kill } = await startContained();
    await runSql(url, "create table if not exists kept (round int)");
    await runSql(url, `insert into kept values (${round})`);
    const confirmed = Array.from({ length: round }, (_, index) => ({ round: index + 1 }));
    expect(await runSql(url, "select round from kept order by round")).toEqual(confirmed);
    expect(found).toBe(url);
    numbers.add(pid);
    await kill();
  }
  expect(numbers.size).toBeLessThan(rounds);
});
