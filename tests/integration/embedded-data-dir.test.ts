import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { EmbeddedPostgresError, lockDataDir } from "#db/embedded.ts";
import { runSql } from "#tests/harness/administer.ts";
import { recall, remember, useEmbedded } from "#tests/harness/embedded.ts";

const embedded = useEmbedded();
const { start, newFolder } = embedded;

test("a folder that is no database is neither used nor overwritten", async () => {
  await mkdir(join(embedded.dataDir, "postgres"));
  await writeFile(join(embedded.dataDir, "postgres/letter"), "");
  await expect(start()).rejects.toThrow(EmbeddedPostgresError);
  expect(await readdir(join(embedded.dataDir, "postgres"))).toEqual(["letter"]);
});

test("the leftovers of a start that was killed while making the database are removed", async () => {
  await mkdir(join(embedded.dataDir, "postgres.new-1234/base"), { recursive: true });
  await writeFile(join(embedded.dataDir, "postgres.new-1234/PG_VERSION"), "18\n");
  await start();
  expect((await readdir(embedded.dataDir)).filter((name) => name.startsWith("postgres.new-"))).toEqual([]);
});

test("data of another PostgreSQL version is refused by one line that says what to do", async () => {
  await (await start()).stop();
  await writeFile(join(embedded.dataDir, "postgres/PG_VERSION"), "14\n");
  const refused = start();
  await expect(refused).rejects.toThrow(EmbeddedPostgresError);
  await expect(refused).rejects.toThrow(/^.*PostgreSQL 14.*POSTGRES_BIN_DIR.*$/);
  expect(await readFile(join(embedded.dataDir, "postgres/PG_VERSION"), "utf8")).toBe("14\n");
});

test("a data directory that can't be made is one line", async () => {
  await writeFile(join(embedded.dataDir, "file"), "");
  const dataDir = join(embedded.dataDir, "file/data");
  await expect(lockDataDir(dataDir)).rejects.toThrow(/^DATA_DIR .* can't be written to \(ENOTDIR\).*$/);
  await expect(start({ dataDir })).rejects.toThrow(/^DATA_DIR .* can't be written to \(ENOTDIR\).*$/);
});

test("a data directory that only its owner can enter works for root, too, whose database has another user", async () => {
  const dataDir = join(await newFolder(0o700), "data");
  const first = await start({ dataDir });
  await remember(first.url);
  await first.stop();
  const second = await start({ dataDir });
  expect(await recall(second.url)).toEqual([{ answer: 42 }]);
  const [{ data_directory: place }] = (await runSql(second.url, "show data_directory")) as [
    { data_directory: string },
  ];
  await second.stop();
  expect(place.startsWith(process.getuid?.() === 0 ? "/var/lib/rowhouse/" : dataDir)).toBe(true);
  await rm(dirname(place), { recursive: true });
});
