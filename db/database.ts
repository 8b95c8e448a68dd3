import { defineConfig, type EntityManager, MikroORM } from "@mikro-orm/postgresql";
import { Pool } from "pg";
import { RowhouseDialect } from "./driver.ts";
import { tenantFilter } from "./owned.ts";
import { type Role, urlAs } from "./roles.ts";
import type { Tables } from "./tenant-filter.ts";

type Entities = NonNullable<Parameters<typeof defineConfig>[0]["entities"]>;

export interface DatabaseOptions {
  /** The database, with any account; the account is replaced by Rowhouse's own roles. */
  url: string;
  /** The session secret, from which the roles' passwords derive. */
  secret: string;
  /** What the ORM maps. */
  entities: Entities;
  /** What queries know of the tables. */
  tables: Tables;
  /** Connections for requests. The operator's pool has two more. */
  poolSize?: number;
  /** Told of connections that broke while idle. */
  onPoolError?: (error: Error) => void;
}

/** One open database. An application holds one; several can be open in a process. */
export interface Database {
  orm: { em: EntityManager; close(): Promise<void>; getMetadata: MikroORM["getMetadata"] };
  dialect: RowhouseDialect;
  tables: Tables;
  /** Serves requests, as rowhouse_app: row-level security applies. */
  appPool: Pool;
  /** For named operator code only, as rowhouse_ops: row-level security does not apply. */
  opsPool: Pool;
}

const timeouts = {
  /** An exhausted pool answers 503 after this long, in place of queueing for ever. */
  connectionTimeoutMillis: 3_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
};

/** Opens a database. Nothing connects before the first statement. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const appPool = poolAs("rowhouse_app", options, options.poolSize ?? 10);
  const opsPool = poolAs("rowhouse_ops", options, 2);
  const dialect = new RowhouseDialect(appPool);
  const orm = await MikroORM.init(ormOptions(dialect, options.entities));
  return { orm, dialect, tables: options.tables, appPool, opsPool };
}

function poolAs(role: Role, { url, secret, onPoolError }: DatabaseOptions, max: number): Pool {
  const pool = new Pool({
    connectionString: urlAs(role, url, secret),
    application_name: `rowhouse ${role}`,
    max,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Statements are sent without waiting for the one before (driver.ts).
    pipeline: true,
    ...timeouts,
  });
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on("error", (error) => onPoolError?.(error));
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function ormOptions(dialect: RowhouseDialect, entities: Entities) {
  return defineConfig({
    entities,
    dbName: "rowhouse",
    driverOptions: dialect,
    filters: { tenant: tenantFilter },
    // An EntityManager belongs to one transaction of one tenant; a global one would mix them.
    allowGlobalContext: false,
    // PostgreSQL and the ORM both keep dates in UTC.
    forceUtcTimezone: true,
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false },
  });
}

/** Ends every connection, after the queries in flight. */
export async function closeDatabase({ orm, appPool, opsPool }: Database): Promise<void> {
  await orm.close();
  await Promise.all([appPool.end(), opsPool.end()]);
}
