import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBinaries } from "#db/embedded/binaries.ts";
import { EmbeddedPostgresError, findRunningPostgres } from "#db/embedded.ts";
import { runSql } from "#tests/harness/administer.ts";
import { recall, remember, useEmbedded } from "#tests/harness/embedded.ts";

const embedded = useEmbedded();
const { start } = embedded;

test("the first start makes a database, the next ones find it", async () => {
  const first = await start();
  await remember(first.url);
  expect((await findRunningPostgres(embedded.dataDir))?.url).toBe(first.url);
  await first.stop();
  await first.stop();
  expect(await findRunningPostgres(embedded.dataDir)).toBeNull();
  const second = await start();
  expect(await recall(second.url)).toEqual([{ answer: 42 }]);
});

test("its password is readable by its owner only, and it listens on this machine only", async () => {
  const { url } = await start();
  expect((await lstat(join(embedded.dataDir, "postgres-password"))).mode & 0o077).toBe(0);
  expect(await runSql(url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  await expect(runSql(url.replace(/:[^:@]+@/, ":wrong@"), "select 1")).rejects.toThrow("password");
});

test("settings and a port can be given, and a setting that PostgreSQL refuses is told in its words", async () => {
  const server = await start({ settings: { work_mem: "7MB" } });
  expect(await runSql(server.url, "show work_mem")).toEqual([{ work_mem: "7MB" }]);
  await server.stop();
  const lines = start({ settings: { work_mem: "much" } });
  await expect(lines).rejects.toThrow(EmbeddedPostgresError);
  await expect(lines).rejects.toThrow('invalid value for parameter "work_mem"');
});

test("binaries may come from a folder, and one without them is refused by name", async () => {
  const { binDir } = await findBinaries(undefined);
  expect(await runSql((await start({ binDir })).url, "select 1 as one")).toEqual([{ one: 1 }]);
  const refused = start({ binDir: embedded.dataDir });
  await expect(refused).rejects.toThrow(EmbeddedPostgresError);
  await expect(refused).rejects.toThrow(`POSTGRES_BIN_DIR ${embedded.dataDir}`);
});
