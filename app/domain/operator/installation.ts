import { sql } from "kysely";
import { countAll } from "#app/domain/list-page.ts";
import { query } from "#app/domain/query.ts";
import { boolean, float, integer, text, timestamp } from "#db/query.ts";

/** For `rowhouse_ops` only. */
export const databaseFacts = query.byHand(
  "database facts",
  { version: text, sizeBytes: float, startedAt: timestamp, connections: integer, maxConnections: integer },
  () =>
    sql`select split_part(current_setting('server_version'), ' ', 1) as version,
      pg_database_size(current_database())::float8 as "sizeBytes",
      pg_postmaster_start_time() as "startedAt",
      (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      current_setting('max_connections')::int as "maxConnections"`,
);

export const appliedMigrations = query.byHand(
  "applied migrations",
  { name: text },
  () => sql`select name from rowhouse.migrations order by name`,
);

export const serverFacts = query.byHand(
  "server facts",
  { majorVersion: integer, version: text, now: timestamp },
  () =>
    sql`select current_setting('server_version_num')::int / 10000 as "majorVersion",
      current_setting('server_version') as version, clock_timestamp() as now`,
);

export const ownRole = query.byHand(
  "own role",
  { isHeldByNoWall: boolean },
  () => sql`select rolbypassrls or rolsuper as "isHeldByNoWall" from pg_roles where rolname = current_user`,
);

/** Scans the table: 50,000 tenants take about 10 ms. */
export const tenantCounts = query.acrossTenants("The metrics count every tenant.", (db) =>
  db
    .selectFrom("tenants")
    .select(["plan", "status", countAll.as("count")])
    .groupBy(["plan", "status"]),
);

/** Index: memberships_pkey. */
export const ownerlessTenants = query.acrossTenants("The doctor examines every tenant.", (db) =>
  db
    .selectFrom("tenants")
    .select("tenants.slug")
    .where("tenants.status", "<>", "deleted")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("memberships")
            .select("memberships.user_id")
            .whereRef("memberships.tenant_id", "=", "tenants.id")
            .where("memberships.role", "=", "owner"),
        ),
      ),
    )
    .orderBy("tenants.slug")
    .limit(10),
);

/** Index: tenants_purge_after. */
export const overduePurges = query.acrossTenants("The doctor examines every tenant.", (db) =>
  db
    .selectFrom("tenants")
    .select(countAll.as("tenants"))
    .where("purge_after", "<", sql<Date>`now() - interval '1 day'`),
);
