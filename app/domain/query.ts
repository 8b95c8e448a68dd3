import type { InferKyselyDB } from "@mikro-orm/postgresql";
import type { ColumnType } from "kysely";
import { statementsOver } from "#db/query.ts";
import type { Tables } from "#db/tenant-filter.ts";
import { allTables } from "./entities.ts";
import { handwritten } from "./handwritten.ts";

/**
 * How every noun defines its statements: `tenantQuery` and `tenantChange` for rows of the tenant that was entered, `query` and
 * `change` for the control plane's own. See db/query.ts.
 */

type Inferred = InferKyselyDB<(typeof allTables)[number]>;

/** The tables' types, as the entities have them. The tenant of a row is read and never written: the filter puts it in. */
export type Database = {
  [Table in keyof Inferred]: "tenant_id" extends keyof Inferred[Table]
    ? ReadOnly<Inferred[Table], "tenant_id">
    : Table extends "tenants"
      ? ReadOnly<Inferred[Table], "id">
      : Inferred[Table];
};
type ReadOnly<Row, Column extends string> = Omit<Row, Column> & {
  [Name in Column & keyof Row]: ColumnType<Row[Name], never, never>;
};

let tables: Tables | undefined;

/** What the filter knows of the tables: where each is, and whether its rows are of tenants. */
export function knownTables(): Tables {
  tables ??= new Map(
    allTables.map(({ meta }) => [
      meta.tableName,
      { schema: meta.schema ?? "", tenantColumn: tenantColumnOf(meta) },
    ]),
  );
  return tables;
}

function tenantColumnOf({ tableName, properties }: (typeof allTables)[number]["meta"]): string | null {
  if (Object.hasOwn(properties, "tenantId")) return "tenant_id";
  return tableName === "tenants" ? "id" : null;
}

export const { tenantQuery, tenantChange, query, change, definitions } = statementsOver<
  Database,
  keyof typeof handwritten
>(knownTables, handwritten);
