import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { handwritten } from "#app/domain/handwritten.ts";
import { definitions } from "#app/domain/query.ts";
import type { Definition } from "#db/query.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { describeStatement } from "#tests/harness/describe.ts";

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
});
afterAll(() => client.end());

test("PostgreSQL takes every statement as it is compiled", async () => {
  expect(definitions.length).toBeGreaterThan(10);
  const refused: string[] = [];
  for (const definition of definitions) {
    const { sql } = definition.compile();
    await describeStatement(client, sql).catch((error: Error) => refused.push(`${error.message}: ${sql}`));
  }
  expect(refused).toEqual([]);
});

test("a statement that is written by hand has the columns, and their types, that its row type says", async () => {
  const wrong: string[] = [];
  for (const definition of definitions) {
    if (definition.byHand) wrong.push(...(await differences(definition)));
  }
  expect(wrong).toEqual([]);
});

async function differences({ byHand, columns, compile }: Definition): Promise<string[]> {
  const described = await describeStatement(client, compile().sql);
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
    if (acrossTenants !== null) expect(acrossTenants.length, compile().sql).toBeGreaterThan(10);
  }
});
