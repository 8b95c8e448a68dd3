import type { Reader } from "#db/transaction.ts";

export interface DatabaseFacts {
  /** Such as `18.1`. */
  version: string;
  sizeBytes: number;
  startedAt: Date;
  connections: number;
  maxConnections: number;
  /** The migrations applied, in order. */
  migrations: { name: string; appliedAt: Date }[];
}

/** What the database says of itself, for `withOperator` alone. Reads catalogs and counters, no rows of tenants. */
export async function databaseFacts(tx: Reader): Promise<DatabaseFacts> {
  const [facts] = await tx.rows<Omit<DatabaseFacts, "migrations" | "sizeBytes"> & { sizeBytes: string }>(
    `select split_part(current_setting('server_version'), ' ', 1) as version,
       pg_database_size(current_database())::text as "sizeBytes",
       pg_postmaster_start_time() as "startedAt",
       (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
       current_setting('max_connections')::int as "maxConnections"`,
  );
  if (!facts) throw new Error("The database said nothing of itself");
  const migrations = await tx.rows<{ name: string; appliedAt: Date }>(
    `select name, applied_at as "appliedAt" from rowhouse.migrations order by name`,
  );
  return { ...facts, sizeBytes: Number(facts.sizeBytes), migrations };
}
