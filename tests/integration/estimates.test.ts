import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DatabaseTables, knownTables } from "#app/domain/query.ts";
import { integer, statementsOver, typed } from "#db/query.ts";
import { urlAs } from "#db/roles.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

/**
 * Whoever expects one row of a tenant that has a million takes any index for as good as another. Wall and filter say the same
 * of a row, and PostgreSQL, which takes conditions for independent of each other, must not count it twice.
 */

const db = useUnopenedDatabase();
let app: Client;
let superuser: Client;

beforeAll(async () => {
  app = new Client({ connectionString: urlAs("rowhouse_app", db.url, db.secret) });
  superuser = new Client({ connectionString: db.url });
  await Promise.all([app.connect(), superuser.connect()]);
});
afterAll(() => Promise.all([app.end(), superuser.end()]));

async function expectedRows(client: Client, text = ""): Promise<number> {
  const { rows } = await client.query(`explain (generic_plan, format json) ${text}`);
  return rows[0]["QUERY PLAN"][0].Plan["Plan Rows"];
}

const shown = [...knownTables()].filter(([, { isShown }]) => isShown).map(([name]) => name);

test.each(shown)("by wall and filter as many rows of %s are expected as by one of them", async (name) => {
  const { schema, tenantColumn } = knownTables().get(name) ?? {};
  // A tenant has twenty rows.
  await superuser.query(
    `select pg_restore_attribute_stats('schemaname', $1::text, 'relname', $2::text, 'attname', $3::text,
       'inherited', false, 'version', 180000, 'n_distinct', -0.05::real)`,
    [schema, name, tenantColumn],
  );
  const { tenantQuery, definitions } = statementsOver<DatabaseTables, never>(knownTables);
  tenantQuery((query) => query.selectFrom(name as "projects").select(typed(integer, sql`1`).as("one")));
  const byBoth = await expectedRows(app, definitions[0]?.compile("views").sql);
  const byFilter = await expectedRows(superuser, definitions[0]?.compile("tables").sql);
  expect(byBoth / byFilter).toBeGreaterThan(0.9);
  expect(byBoth / byFilter).toBeLessThan(1.1);
});
