import type { InferKyselyDB } from "@mikro-orm/postgresql";
import type { ColumnType } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { statementsOver } from "#db/query.ts";
import type { KnownTables } from "#db/tenant-filter.ts";
import { allTables } from "./entities.ts";
import type { handwritten } from "./handwritten.ts";

/** `tenantQuery`, `tenantChange`: rows of the entered tenant. `query`, `change`: the control plane's own. */

type Inferred = InferKyselyDB<(typeof allTables)[number]>;

/** The tenant of a row is read and never written: the filter puts it in. */
export type DatabaseTables = {
  [Table in keyof Inferred]: "tenant_id" extends keyof Inferred[Table]
    ? Walled<Inferred[Table], "tenant_id">
    : Table extends "tenants"
      ? Walled<Inferred[Table], "id">
      : Inferred[Table];
};
type Walled<Row, Column extends string> = Omit<Row, Column> & {
  [Name in Column & keyof Row]: ColumnType<Row[Name], never, never>;
} & { tenant_key: ColumnType<string, never, never> };

/** What a part of a query reads from: the statement itself, or one of its sub-queries. */
export type Source = Pick<ReadonlyKysely<DatabaseTables>, "selectFrom">;

/** Of tables of tenants those without a view: requests reach them by functions of the database alone. */
const unshown: ReadonlySet<string> = new Set(["slugs", "switches", "mails"]);

let tables: KnownTables | undefined;

export function knownTables(): KnownTables {
  tables ??= new Map(
    allTables.map(({ meta }) => {
      const { tableName, schema = "" } = meta;
      const tenantColumn = tenantColumnOf(meta);
      return [tableName, { schema, tenantColumn, isShown: tenantColumn !== null && !unshown.has(tableName) }];
    }),
  );
  return tables;
}

function tenantColumnOf({ tableName, properties }: (typeof allTables)[number]["meta"]): string | null {
  if (Object.hasOwn(properties, "tenantId")) return "tenant_id";
  return tableName === "tenants" ? "id" : null;
}

export const { tenantQuery, tenantChange, query, change, definitions } = statementsOver<
  DatabaseTables,
  keyof typeof handwritten
>(knownTables);
