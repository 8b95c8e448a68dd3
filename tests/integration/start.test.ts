import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type EmbeddedPostgres, findRunningPostgres, startEmbeddedPostgres } from "#db/embedded.ts";
import { knownMigrations } from "#db/migrate.ts";
import { urlAs } from "#db/roles.ts";
import { administer, runSql, testSecret, withDatabase } from "#tests/harness/administer.ts";
import { rowhouse } from "#tests/harness/command.ts";
import { temporaryFolder } from "#tests/harness/data-dir.ts";
import { type ServerProcess, served, startServer } from "#tests/harness/server-process.ts";
import { visitor } from "#tests/harness/visitor.ts";

/** A cluster of this file's own: it changes roles, which all databases of a cluster share. */
let cluster: EmbeddedPostgres;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let servers: ServerProcess[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  cluster = await startEmbeddedPostgres({ dataDir: join(folder.path, "cluster") });
});
afterEach(async () => {
  for (const { child } of servers) child.kill("SIGTERM");
  await Promise.all(servers.map(({ ended }) => ended));
  servers = [];
});
afterAll(async () => {
  await cluster.stop();
  await folder.remove();
});

async function start(env: Record<string, string>): Promise<ServerProcess> {
  const server = await startServer({ LOG_LEVEL: "warn", ...env });
  servers.push(server);
  return server;
}

async function newDatabase(name: string): Promise<{ DATABASE_URL: string; SESSION_SECRET: string }> {
  await administer(cluster.url, `create database ${name}`);
  return { DATABASE_URL: withDatabase(cluster.url, name), SESSION_SECRET: testSecret };
}

async function problemsOf(server: ServerProcess): Promise<string[]> {
  expect(await server.ended).toBe(1);
  return server.output().trimEnd().split("\n");
}

test("without a database it makes its own, and after a kill the next start has all that was written", async () => {
  const env = { DATA_DIR: join(folder.path, "own") };
  const first = await served(await start(env));
  expect(first.output()).toContain(`${first.origin}/signup`);
  const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };
  expect((await visitor(first.origin).post("/signup", ada)).status).toBe(302);
  first.child.kill("SIGKILL");
  await first.ended;
  const second = await served(await start(env));
  expect(second.output()).not.toContain("/signup");
  expect((await visitor(second.origin).post("/login", ada)).status).toBe(302);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  expect(await findRunningPostgres(env.DATA_DIR)).toBeNull();
});

test("a second start on one data directory says so, and the first goes on", async () => {
  const env = { DATA_DIR: join(folder.path, "shared") };
  const first = await served(await start(env));
  const problems = await problemsOf(await start(env));
  expect(problems).toEqual([expect.stringContaining(`process ${first.child.pid}`)]);
  expect((await fetch(`${first.origin}/readyz`)).status).toBe(200);
});

test("a data directory that can't be made is one line", async () => {
  const file = join(folder.path, "file");
  await writeFile(file, "");
  const problems = await problemsOf(await start({ DATA_DIR: join(file, "data") }));
  expect(problems).toEqual([expect.stringMatching(/^DATA_DIR .*file\/data can't be written to/)]);
});

test("data of another PostgreSQL version is one line", async () => {
  const dataDir = join(folder.path, "old");
  await (await startEmbeddedPostgres({ dataDir })).stop();
  await writeFile(join(dataDir, "postgres/PG_VERSION"), "14\n");
  const problems = await problemsOf(await start({ DATA_DIR: dataDir }));
  expect(problems).toEqual([expect.stringContaining("PostgreSQL 14")]);
});

test("a database without a secret for it is one line in production", async () => {
  const problems = await problemsOf(await start({ DATABASE_URL: cluster.url }));
  expect(problems).toEqual([expect.stringMatching(/^SESSION_SECRET: /)]);
});

test("an account that is refused is one line, without its password", async () => {
  const DATABASE_URL = cluster.url.replace(/:[^:@]+@/, ":notthepassword@");
  const problems = await problemsOf(await start({ DATABASE_URL, SESSION_SECRET: testSecret }));
  expect(problems).toEqual([expect.stringMatching(/refused the account in DATABASE_URL/)]);
  expect(problems[0]).not.toContain("notthepassword");
});

test("an account that may not create roles gets the SQL for an administrator, and starts after it", async () => {
  const env = await newDatabase("modest");
  await administer(cluster.url, "create role modest login password 'modest'");
  const url = new URL(env.DATABASE_URL);
  [url.username, url.password] = ["modest", "modest"];
  const modest = { ...env, DATABASE_URL: url.href };
  const problems = await problemsOf(await start(modest));
  expect(problems[0]).toMatch(/^The account in DATABASE_URL may not create Rowhouse's roles.*administrator/);
  const sql = problems.slice(1).join("\n");
  expect(sql).not.toContain(testSecret);
  await administer(env.DATABASE_URL, sql);
  const server = await served(await start(modest));
  expect((await fetch(`${server.origin}/readyz`)).status).toBe(200);
});

test("a database where every role may still make temporary objects is put right by the next start", async () => {
  const env = await newDatabase("earlier");
  const first = await served(await start(env));
  first.child.kill("SIGTERM");
  await first.ended;
  await administer(cluster.url, "grant temporary on database earlier to public");
  await served(await start(env));
  const mayEverybody = "select has_database_privilege('public', 'earlier', 'temporary') as may";
  expect(await runSql(env.DATABASE_URL, mayEverybody)).toEqual([{ may: false }]);
});

/** What a role can do to itself: its settings and its password. */
test.each([
  [
    "rowhouse_app",
    "set default_transaction_read_only = on",
    /✗ wall: rowhouse_app has default_transaction_read_only=on as its own setting: run "alter role/,
  ],
  ["rowhouse_worker", "password 'changed'", /✗ role rowhouse_worker: is missing, has another password now/],
  [
    "rowhouse_owner",
    "set local_preload_libraries = 'nothing'",
    /✗ role rowhouse_owner: .*could not access file "\$libdir\/plugins\/nothing"/,
  ],
] as const)(
  "%s, locked out by itself (%s), is named by the doctor and put right by the next start",
  async (role, change, told) => {
    const env = await newDatabase(`own_${role}`);
    const first = await served(await start(env));
    first.child.kill("SIGTERM");
    await first.ended;
    await administer(urlAs(role, env.DATABASE_URL, env.SESSION_SECRET), `alter role ${role} ${change}`);
    const ill = await rowhouse(env, ["doctor"]);
    expect([ill.code, ill.stdout]).toEqual([1, expect.stringMatching(told)]);
    const { origin } = await served(await start(env));
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    expect(await rowhouse(env, ["doctor"])).toMatchObject({ code: 0 });
  },
);

test("a role that was locked out by an administrator is put right by the next start", async () => {
  const env = await newDatabase("expired");
  const first = await served(await start(env));
  first.child.kill("SIGTERM");
  await first.ended;
  await administer(
    cluster.url,
    "alter role rowhouse_app nologin; alter role rowhouse_worker connection limit 1 valid until '2100-01-01'",
  );
  await served(await start(env));
  const changed =
    "select from pg_roles where rolname ~ '^rowhouse_' and (not rolcanlogin or rolconnlimit <> -1 or rolvaliduntil < 'infinity')";
  expect(await runSql(env.DATABASE_URL, changed)).toEqual([]);
});

test("roles that could get past the walls between tenants are refused, each with what to run", async () => {
  const env = await newDatabase("unsafe");
  const server = await served(await start(env));
  server.child.kill("SIGTERM");
  await server.ended;
  await administer(
    cluster.url,
    `alter role rowhouse_app bypassrls createrole; alter role rowhouse_owner createdb;
     grant rowhouse_ops to rowhouse_worker; grant temporary on database unsafe to rowhouse_worker`,
  );
  const [first, ...problems] = await problemsOf(await start(env));
  const doctor = await rowhouse(env, ["doctor"]);
  await administer(
    cluster.url,
    `alter role rowhouse_app nobypassrls nocreaterole; alter role rowhouse_owner nocreatedb;
     revoke rowhouse_ops from rowhouse_worker; revoke temporary on database unsafe from rowhouse_worker`,
  );
  expect(first).toBe("Rowhouse does not serve: the database would not keep tenants apart.");
  const remedies = [
    "alter role rowhouse_app nobypassrls",
    "alter role rowhouse_app nocreaterole",
    "alter role rowhouse_owner nocreatedb",
    "revoke rowhouse_ops from rowhouse_worker",
    "revoke temporary on database unsafe from rowhouse_worker",
  ];
  expect(problems).toEqual(remedies.map((sql) => expect.stringContaining(`run "${sql}"`)));
  expect(doctor.code).toBe(1);
  for (const problem of problems) expect(doctor.stdout).toContain(problem.replace("- ", "✗ wall: "));
  await served(await start(env));
});

test("three that start at once on an empty database all serve, and it is migrated once", async () => {
  const env = await newDatabase("crowded");
  const three = await Promise.all([1, 2, 3].map(() => start(env)));
  await Promise.all(three.map(served));
  const answers = await Promise.all(three.map(({ origin }) => fetch(`${origin}/readyz`)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const applied = await runSql(env.DATABASE_URL, "select name from rowhouse.migrations order by name");
  expect(applied).toEqual((await knownMigrations()).map(({ name }) => ({ name })));
  expect(three.map(({ output }) => output()).join("")).not.toMatch(/error/i);
});

test("the secret it made for itself is readable by its owner only, and stays", async () => {
  const env = { DATA_DIR: join(folder.path, "own") };
  const path = join(env.DATA_DIR, "session-secret");
  const before = await readFile(path, "utf8");
  expect(before.length).toBeGreaterThanOrEqual(32);
  expect((await stat(path)).mode & 0o077).toBe(0);
  await served(await start(env));
  expect(await readFile(path, "utf8")).toBe(before);
});

test("a signal during the start ends it when it can end well: with code 0, and its database stopped", async () => {
  const DATA_DIR = join(folder.path, "interrupted");
  const server = await start({ DATA_DIR });
  // The lock is there from the first moment, long before there is a server to stop.
  await vi.waitFor(() => stat(join(DATA_DIR, "app.lock")), { timeout: 20_000, interval: 5 });
  server.child.kill("SIGTERM");
  expect(await server.ended).toBe(0);
  expect(await findRunningPostgres(DATA_DIR)).toBeNull();
  await expect(stat(join(DATA_DIR, "app.lock"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a signal that arrives twice, as a Ctrl-C does, ends it once and stops its database", async () => {
  const DATA_DIR = join(folder.path, "ended");
  const { child, ended } = await served(await start({ DATA_DIR }));
  child.kill("SIGINT");
  // The same signal twice might be delivered as one.
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(await findRunningPostgres(DATA_DIR)).toBeNull();
});

test("npm hands a signal on to the server", async () => {
  const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
  for (const script of ["start", "dev", "demo"]) expect(scripts[script]).toMatch(/^exec node /);
});
