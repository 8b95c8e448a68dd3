import { afterAll, beforeAll, expect, test } from "vitest";
import { allTables } from "#app/domain/entities.ts";
import { knownTables } from "#app/domain/query.ts";
import { closeDatabase, type Database, openDatabase } from "#db/database.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

/** Queries take their types from the entities, so the entities must say what is in the database. */

const db = useUnopenedDatabase();
let database: Database;

beforeAll(async () => {
  database = await openDatabase({ ...db, entities: [...allTables], tables: knownTables() });
});
afterAll(() => closeDatabase(database));

const ofDatabase: Readonly<Record<string, string>> = {
  "varchar(255)": "text",
  int: "integer",
  timestamptz: "timestamp with time zone",
};

interface Column {
  name: string;
  type: string;
  isNullable: boolean;
}

test.each(allTables.map(({ meta }) => [meta.tableName, meta.schema] as const))(
  "the entity of %s has the types of its table",
  async (table, schema) => {
    const meta = [...database.orm.getMetadata().getAll().values()].find(
      ({ tableName }) => tableName === table,
    );
    const { rows } = await db.admin.query<Column & { isOfView: boolean }>(
      `select a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull and a.attgenerated = '' as "isNullable",
       c.relkind = 'v' as "isOfView"
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.oid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`,
      [`${schema}.${table}`],
    );
    const found = new Map(rows.map((column) => [column.name, column]));
    for (const { fieldNames, columnTypes, nullable } of Object.values(meta?.properties ?? {})) {
      const [name = "", type = ""] = [fieldNames[0], columnTypes[0]];
      // A view doesn't know which of its columns can be null.
      const isNullable = found.get(name)?.isOfView ? true : Boolean(nullable);
      expect(found.get(name)).toMatchObject({ name, type: ofDatabase[type] ?? type, isNullable });
    }
    expect(rows.length).toBeGreaterThan(1);
  },
);
