import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { temporaryFolder } from "#tests/harness/data-dir.ts";
import { createTestDatabase } from "#tests/harness/database.ts";

/** Each test has a database of this version, and the next version's files in a folder of its own. */
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
const project = process.cwd();
let migrate: typeof import("#db/migrate.ts")["migrate"];

beforeAll(async () => {
  folder = await temporaryFolder();
  process.chdir(folder.path);
  // The module takes the files' place from the working directory when it is read.
  ({ migrate } = await import("#db/migrate.ts"));
});
beforeEach(async () => {
  for (const part of ["bootstrap.sql", "functions", "migrations"]) {
    await cp(join(project, "db", part), join("db", part), { recursive: true });
  }
  database = await createTestDatabase();
});
afterEach(async () => {
  await rm("db", { recursive: true });
  await database.drop();
});
afterAll(async () => {
  process.chdir(project);
  await folder.remove();
});

const apply = () => migrate(database.url, database.secret);

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const before = await readFile(join("db", file), "utf8");
  const after = before.replace(from, () => to);
  expect(after).not.toBe(before);
  await writeFile(join("db", file), after);
}

const add = (file: string, sql: string) => writeFile(join("db", file), sql);

async function ask(sql: string): Promise<unknown> {
  const { rows } = await database.admin.query(`select (${sql}) as answer`);
  return rows[0].answer;
}

const defined = (signature: string, answers: string, body: string) => `
  create or replace function ${signature} returns ${answers} language sql set search_path = pg_catalog, pg_temp
    as $$ select ${body} $$;
  select rowhouse.own_function('${signature}', owner => 'rowhouse_ops');`;

const isThere = (signature: string) => ask(`to_regprocedure('${signature}') is not null`);
const nothing = { migrations: [], functions: [] };

test("nothing is done to a database of this version", async () => {
  expect(await apply()).toEqual(nothing);
});

test("a function is as its file says after a change, and so are its callers", async () => {
  await change("functions/invitation.sql", "granter in ('owner', 'admin')", "granter in ('owner')");
  await change(
    "functions/wall.sql",
    "'control.acting_user()', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_door, rowhouse_owner'",
    "'control.acting_user()', owner => 'rowhouse_ops', callers => 'rowhouse_owner'",
  );
  expect(await apply()).toEqual({ migrations: [], functions: ["invitation.sql", "wall.sql"] });
  expect(await ask("control.may_grant('admin', 'viewer')")).toBe(false);
  expect(await ask("has_function_privilege('rowhouse_app', 'control.acting_user()', 'execute')")).toBe(false);
  expect(await ask("has_function_privilege('rowhouse_owner', 'control.acting_user()', 'execute')")).toBe(
    true,
  );
  expect(await apply()).toEqual(nothing);
});

test("a function may return another type than before", async () => {
  await add("functions/word.sql", defined("control.word()", "text", "'one'"));
  await apply();
  await add("functions/word.sql", defined("control.word()", "integer", "1"));
  await apply();
  expect(await ask("control.word()")).toBe(1);
});

test("a function that a policy uses may not return another type, and the error says what to do", async () => {
  await change("functions/wall.sql", "acting_user() returns uuid", "acting_user() returns text");
  await expect(apply()).rejects.toThrow(
    /^wall.sql failed, nothing was applied: cannot change return type.*policy or trigger uses needs a new name/,
  );
});

test("a function that is in no file any more is dropped, also under its old parameters", async () => {
  await add(
    "functions/word.sql",
    defined("control.word()", "text", "'one'") + defined("control.other()", "text", "'two'"),
  );
  await apply();
  await add("functions/word.sql", defined("control.word(integer)", "text", "'one'"));
  await apply();
  expect([await isThere("control.word()"), await isThere("control.word(integer)")]).toEqual([false, true]);
  expect(await isThere("control.other()")).toBe(false);
  await rm("db/functions/word.sql");
  expect(await apply()).toEqual({ migrations: [], functions: ["word.sql"] });
  expect(await isThere("control.word(integer)")).toBe(false);
  expect(await apply()).toEqual(nothing);
});

test("a function that is still used is not dropped, and the error names what uses it", async () => {
  await change(
    "functions/tenant.sql",
    /create or replace function control.keep_owner[\s\S]*?callers => 'rowhouse_owner'\);/,
    "",
  );
  await expect(apply()).rejects.toThrow(
    /^control.keep_owner\(\) is in no file of db\/functions any more, and still used: trigger keep_owner on table control.memberships/,
  );
  expect(await isThere("control.keep_owner()")).toBe(true);
});

test("a function that was made by hand is left alone", async () => {
  await database.admin.query("create function control.helper() returns int language sql as 'select 1'");
  await add("functions/word.sql", defined("control.word()", "text", "'one'"));
  await apply();
  expect(await isThere("control.helper()")).toBe(true);
});

test("a function that was dropped by hand comes back", async () => {
  await database.admin.query("drop function control.due_purges()");
  expect(await apply()).toEqual({ migrations: [], functions: ["purge.sql"] });
  expect(await isThere("control.due_purges()")).toBe(true);
});

test("a migration finds the functions that come with it, and they find its tables", async () => {
  await add(
    "functions/word.sql",
    `${defined("control.word()", "text", "w.word from tenant.words w")}
    create or replace function control.keep_word() returns trigger language plpgsql set search_path = pg_catalog, pg_temp
      as $$ begin return null; end $$;
    select rowhouse.own_function('control.keep_word()', owner => 'rowhouse_ops');`,
  );
  await add(
    "migrations/9001_words.sql",
    `create table tenant.words (tenant_id uuid primary key, word text);
    create trigger keep_word after insert on tenant.words for each row execute function control.keep_word();
    select control.raise_wall('tenant.words'), control.keep_audit('tenant.words', 'word', 'word');`,
  );
  expect(await apply()).toEqual({ migrations: ["9001_words.sql"], functions: ["word.sql"] });
  expect(await ask("control.word()")).toBeNull();
});

test("nothing is applied if a function names what isn't there", async () => {
  await add("functions/word.sql", defined("control.word()", "text", "w.word from tenant.words w"));
  await add("migrations/9001_letters.sql", "create table tenant.letters (tenant_id uuid primary key)");
  await expect(apply()).rejects.toThrow(
    /^control.word\(\) failed, nothing was applied: relation "tenant.words" does not exist/,
  );
  expect([await isThere("control.word()"), await ask("to_regclass('tenant.letters')")]).toEqual([
    false,
    null,
  ]);
});

test("nothing is applied if a migration fails, the functions included", async () => {
  await add("functions/word.sql", defined("control.word()", "text", "'one'"));
  await add("migrations/9001_letters.sql", "create table tenant.letters (tenant_id uuid primary key)");
  await add(
    "migrations/9002_words.sql",
    "create table tenant.words (tenant_id uuid primary key, word texxt)",
  );
  await expect(apply()).rejects.toThrow(
    /^9002_words.sql failed, nothing was applied: type "texxt" does not exist/,
  );
  expect([await isThere("control.word()"), await ask("to_regclass('tenant.letters')")]).toEqual([
    false,
    null,
  ]);
});

test("a migration may alter a table to whose rows the one before made deferred changes", async () => {
  const tenant = await createTenant(database.admin, { owner: await createUser(database.admin) });
  const bypass = "alter table control.tenants no force row level security";
  await add("migrations/9001_names.sql", `${bypass}; update control.tenants set name = 'Renamed'`);
  await add(
    "migrations/9002_names.sql",
    "alter table control.tenants add short_name text, force row level security",
  );
  await apply();
  expect(await ask(`select name from control.tenants where id = '${tenant.id}'`)).toBe("Renamed");
});

test("a process of an older version leaves the functions of a newer one alone", async () => {
  await database.admin.query(
    "insert into rowhouse.migrations values ('9001_words.sql', 'of a newer version')",
  );
  await change("functions/invitation.sql", "granter in ('owner', 'admin')", "granter in ('owner')");
  expect(await apply()).toEqual(nothing);
  expect(await ask("control.may_grant('admin', 'viewer')")).toBe(true);
});

test("a migration that was changed after it was applied is refused", async () => {
  const [first = ""] = (await readdir("db/migrations")).sort();
  await change(`migrations/${first}`, /$/, "-- changed");
  await expect(apply()).rejects.toThrow(`${first} was changed after it was applied`);
});
