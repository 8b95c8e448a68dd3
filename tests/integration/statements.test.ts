import { type Compilable, type CompiledQuery, sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handwritten } from "#app/domain/handwritten.ts";
import { type DatabaseTables, definitions, knownTables } from "#app/domain/query.ts";
import {
  type Compiled,
  type Definition,
  integer,
  statementsOver,
  text,
  timestamp,
  typed,
} from "#db/query.ts";
import { type Reach, tenantParameter } from "#db/tenant-filter.ts";
import { claimFunction, claimsOf } from "#tests/harness/claims.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { describeStatement } from "#tests/harness/describe.ts";
import { looseTables } from "#tests/harness/held-statements.ts";

// A statement is known once the module that defines it is loaded.
import.meta.glob(["/app/domain/**/*.ts", "/app/http/door.ts", "!/app/domain/**/*.test.ts"], { eager: true });

const db = useUnopenedDatabase();
let client: Client;
let typeNames: Map<number, string>;

beforeAll(async () => {
  client = new Client({ connectionString: db.url });
  await client.connect();
  const { rows } = await client.query<{ oid: number; name: string }>(
    "select oid::int, format_type(oid, null) as name from pg_type",
  );
  typeNames = new Map(rows.map(({ oid, name }) => [oid, name]));
  await client.query(claimFunction);
});
afterAll(() => client.end());

/** Requests name views, the operator and the worker tables. Across tenants there are no views. */
const reachesOf = ({ acrossTenants }: Definition): Reach[] =>
  acrossTenants === null ? ["views", "tables"] : ["tables"];
const formsOf = (definition: Definition) => reachesOf(definition).map((reach) => definition.compile(reach));

test("PostgreSQL takes every statement as it is compiled", async () => {
  expect(definitions.length).toBeGreaterThan(10);
  const refused: string[] = [];
  for (const { sql } of definitions.flatMap(formsOf)) {
    await describeStatement(client, sql).catch((error: Error) => refused.push(`${error.message}: ${sql}`));
  }
  expect(refused).toEqual([]);
});

test("no part of a statement stands in it twice, to be read twice", () => {
  const partsOf = (sql: string) =>
    [...sql.matchAll(/\bwith (?:recursive )?"(\w+)"/g)].map(([, name]) => name);
  const statements = definitions.flatMap(formsOf).map(({ sql }) => sql);
  expect(statements.flatMap(partsOf)).toContain("counted");
  expect(statements.filter((sql) => new Set(partsOf(sql)).size < partsOf(sql).length)).toEqual([]);
});

test("every table of tenants is held to the entered tenant, in fragments too", () => {
  expect(definitions.flatMap(looseIn)).toEqual([]);
});

function looseIn(definition: Definition): string[] {
  return definition.acrossTenants === null
    ? formsOf(definition).flatMap((form) => looseInForm(definition, form))
    : [];
}

function looseInForm({ byHand }: Definition, { sql, parameters }: Compiled): string[] {
  const isTenant = (parameter: unknown) =>
    parameter === tenantParameter ||
    (byHand !== null && (parameter as { name?: string } | null)?.name === "tenantId");
  const ofTenant = sql.replace(/\$(\d+)/g, (given, at) => (isTenant(parameters[at - 1]) ? given : "other"));
  return looseTables(ofTenant).map((table) => `${table} is loose: ${sql}`);
}

test("in a query that is built, each computed column says its type, and PostgreSQL agrees", async () => {
  const wrong: string[] = [];
  for (const definition of definitions) wrong.push(...(await wrongClaims(definition)));
  expect(wrong).toEqual([]);
});

async function wrongClaims(definition: Definition): Promise<string[]> {
  if (definition.byHand) return [];
  const wrong = reachesOf(definition).map((reach) => wrongClaimsIn(definition.build(reach)));
  return (await Promise.all(wrong)).flat();
}

async function wrongClaimsIn(built: CompiledQuery): Promise<string[]> {
  const { sql, unclaimed } = claimsOf(built.query);
  const wrong = unclaimed.map((name) => `${name} needs typed(): ${built.sql}`);
  await describeStatement(client, sql).catch((error: Error) => wrong.push(`${error.message}: ${sql}`));
  return wrong;
}

const counted = sql<Date>`(select count(*) from entered.projects)`;
const numbers = sql<{ n: Date }>`generate_series(1, 2)`.as<"s">(sql`s (n)`);

test.each<[string, (db: ReadonlyKysely<DatabaseTables>) => Compilable, RegExp]>([
  ["a table", (db) => db.selectFrom("projects").select(typed(text, counted).as("x")), /^entered.projects is/],
  ["no type", (db) => db.selectFrom("tasks").select(counted.as("x")), /^x needs typed/],
  ["another type", (db) => db.selectNoFrom(typed(timestamp, sql`1::bigint`).as("x")), /bigint, timestamp/],
  ["a text in quotes", (db) => db.selectNoFrom(typed(timestamp, sql`'now'`).as("x")), /text, timestamp/],
  ["a parameter", (db) => db.selectNoFrom(typed(integer, sql`${{}}`).as("x")), /text, integer/],
  [
    "another type within",
    (db) => db.selectFrom(db.selectNoFrom(typed(text, sql`1`).as("x")).as("y")).select("y.x"),
    /integer, text/,
  ],
  ["a function", (db) => db.selectFrom("tasks").select((task) => task.fn.countAll().as("x")), /^x needs/],
  ["a source", (db) => db.selectFrom(numbers).select("s.n"), /^s.n needs/],
  ["a source without its name", (db) => db.selectFrom(numbers).select("n"), /^n needs/],
  ["all of a source", (db) => db.selectFrom(numbers).selectAll("s"), /^s.\* needs/],
  [
    "a with part",
    (db) =>
      db
        .with("w", () => sql<{ n: Date }>`(select 1 as n)`)
        .selectFrom("w")
        .select("n"),
    /^with w/,
  ],
])("what can't be believed of a fragment is found: %s", async (_, write, finding) => {
  const planted = statementsOver<DatabaseTables, never>(knownTables);
  planted.tenantQuery(write);
  const [definition] = planted.definitions;
  if (!definition) throw new Error("Nothing was defined");
  expect([...looseIn(definition), ...(await wrongClaims(definition))]).toContainEqual(
    expect.stringMatching(finding),
  );
});

test("a statement that is written by hand has the columns, and their types, that its row type says", async () => {
  const wrong: string[] = [];
  for (const definition of definitions) {
    if (definition.byHand) wrong.push(...(await differences(definition)));
  }
  expect(wrong).toEqual([]);
});

async function differences({ byHand, columns, compile }: Definition): Promise<string[]> {
  const described = await describeStatement(client, compile("views").sql);
  const found = described.map(({ name, dataTypeID }) => `${name}: ${typeNames.get(dataTypeID)}`).sort();
  const said = Object.entries(columns ?? {})
    .map(([name, { type }]) => `${name}: ${type}`)
    .sort();
  const problems = found.join() === said.join() ? [] : [`${byHand}: says ${said}, is ${found}`];
  for (const { name, tableID, columnID } of described) {
    if (tableID === 0 || columns?.[name]?.isNullable) continue;
    const { rows } = await client.query(
      "select attnotnull from pg_attribute where attrelid = $1 and attnum = $2",
      [tableID, columnID],
    );
    if (rows[0] && !rows[0].attnotnull) problems.push(`${byHand}: ${name} can be null`);
  }
  return problems;
}

test("the list of statements written by hand names all that exist, each with a reason", () => {
  const used = new Set(definitions.flatMap(({ byHand }) => byHand ?? []));
  expect([...used].sort()).toEqual(Object.keys(handwritten).sort());
  for (const [name, reason] of Object.entries<string>(handwritten))
    expect(reason.length, name).toBeGreaterThan(10);
});

test("a statement across tenants says why", () => {
  for (const { acrossTenants, compile } of definitions) {
    if (acrossTenants !== null) expect(acrossTenants.length, compile("tables").sql).toBeGreaterThan(10);
  }
});
