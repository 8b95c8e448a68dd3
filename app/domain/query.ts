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
    ? Omit<Inferred[Table], "tenant_id"> & {
        tenant_id: ColumnType<Inferred[Table]["tenant_id"], never, never>;
      }
    : Inferred[Table];
};

let tables: Tables | undefined;

/** What the filter knows of the tables: where each is, and whether its rows are of tenants. */
export function knownTables(): Tables {
  tables ??= new Map(
    allTables.map(({ meta }) => [
      meta.tableName,
      { schema: meta.schema ?? "", isOfTenants: Object.hasOwn(meta.properties, "tenantId") },
    ]),
  );
  return tables;
}

export const { tenantQuery, tenantChange, query, change, definitions } = statementsOver<
  Database,
  keyof typeof handwritten
>(knownTables, handwritten);
