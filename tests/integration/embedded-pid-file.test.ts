import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { disarmPidFile } from "#db/embedded/postmaster.ts";
import { type EmbeddedPostgres, findRunningPostgres } from "#db/embedded.ts";
import { runSql } from "#tests/harness/administer.ts";
import { useEmbedded } from "#tests/harness/embedded.ts";

const embedded = useEmbedded();
const { start, newFolder } = embedded;

/** Leaves the postmaster.pid of a killed server, whose number is another process's by now. */
async function leaveStaleNumber(server: EmbeddedPostgres, pid: number): Promise<void> {
  const path = join(embedded.dataDir, "postgres/postmaster.pid");
  const [, ...rest] = (await readFile(path, "utf8")).split("\n");
  await server.stop();
  await writeFile(path, [pid, ...rest].join("\n"));
}

test("a postmaster.pid of a process that is gone doesn't keep the server from starting", async () => {
  const gone = spawn("true");
  await once(gone, "exit");
  await leaveStaleNumber(await start(), gone.pid ?? 0);
  expect(await findRunningPostgres(embedded.dataDir)).toBeNull();
  expect(await runSql((await start()).url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a postmaster.pid that by now names another program doesn't either, and the program is left alone", async () => {
  const other = spawn("sleep", ["600"]);
  onTestFinished(() => void other.kill("SIGKILL"));
  await leaveStaleNumber(await start(), other.pid ?? 0);
  expect(await findRunningPostgres(embedded.dataDir)).toBeNull();
  const server = await start();
  expect(await runSql(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await server.stop();
  expect(other.exitCode ?? other.signalCode).toBeNull();
});

test("a postmaster.pid that names another database's server is not mistaken for its own", async () => {
  const neighbour = await start({ dataDir: await newFolder() });
  await leaveStaleNumber(await start(), neighbour.pid);
  expect(await findRunningPostgres(embedded.dataDir)).toBeNull();
  const server = await start();
  expect(server.pid).not.toBe(neighbour.pid);
  await server.stop();
  expect(await runSql(neighbour.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("an empty postmaster.pid, of a server that was killed before it wrote to it, doesn't keep it from starting", async () => {
  await (await start()).stop();
  await writeFile(join(embedded.dataDir, "postgres/postmaster.pid"), "");
  expect(await runSql((await start()).url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("the postmaster.pid of a server that runs is left as it is", async () => {
  await start();
  const cluster = join(embedded.dataDir, "postgres");
  const before = await readFile(join(cluster, "postmaster.pid"), "utf8");
  expect(await disarmPidFile(cluster)).toBeNull();
  expect(await readFile(join(cluster, "postmaster.pid"), "utf8")).toBe(before);
});
