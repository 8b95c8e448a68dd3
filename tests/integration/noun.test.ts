import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { safetyProblems } from "#db/safety.ts";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { poolAs, useUnopenedDatabase } from "#tests/harness/database.ts";

/** A copy of this tree, in which `npm run noun` has written two nouns. */
let copy = "";
const db = useUnopenedDatabase();
const nouns = ["order", "line-item"];

const leftOut = new Set(["node_modules", ".git", "build", "data", ".react-router", "test-results"]);

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "rowhouse-noun-"));
  await cp(".", copy, { recursive: true, filter: (path) => !leftOut.has(path) });
  await symlink(resolve("node_modules"), join(copy, "node_modules"));
  for (const noun of nouns) await run("node", ["scripts/noun.ts", noun]);
});
afterAll(() => rm(copy, { recursive: true }));

/** @throws with what the program said, if it fails */
async function run(program: string, args: string[], env: Record<string, string> = {}): Promise<void> {
  const { PATH = "" } = process.env;
  const child = spawn(join("node_modules/.bin", program), args, { cwd: copy, env: { PATH, ...env } });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")}: ${code}\n${stdout}${stderr}`);
}

test("new nouns are formatted, linted and typed", { timeout: 180_000 }, async () => {
  await run("biome", ["ci", "--colors=off", "--error-on-warnings", "app", "tests"]);
  await run("react-router", ["typegen"]);
  await run("tsc", ["--noEmit"]);
});

test("their migrations come one after the other, and keep tenants apart", async () => {
  const [last = "", ...added] = (await readdir(join(copy, "db/migrations"))).sort().slice(-3);
  const number = Number(last.slice(0, 4));
  expect(added).toEqual(
    ["orders", "line_items"].map((table, at) => `${String(number + at + 1).padStart(4, "0")}_${table}.sql`),
  );
  await run("node", ["cli/rowhouse.ts", "migrate"], { DATABASE_URL: db.url, SESSION_SECRET: db.secret });
  const by = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: by });
  for (const table of ["orders", "line_items"]) {
    await db.admin.query(
      `insert into tenant.${table} (tenant_id, id, name, created_by) values ($1, gen_random_uuid(), 'Mine', $2)`,
      [tenant.id, by.id],
    );
  }
  const pool = poolAs("rowhouse_app", db);
  const client = await pool.connect();
  try {
    expect(await safetyProblems(client)).toEqual([]);
    expect(
      (await client.query("select from entered.orders union all select from entered.line_items")).rows,
    ).toEqual([]);
  } finally {
    client.release();
    await pool.end();
  }
});

test("their first tests pass, and the isolation suite attacks them", { timeout: 180_000 }, async () => {
  const suites = ["tests/integration/orders.test.ts", "tests/integration/line-items.test.ts"];
  await run("vitest", ["run", ...suites, "tests/isolation/tables.test.ts", "tests/names.test.ts"], {
    NO_COLOR: "1",
  });
});
