import { defineConfig, type EntityManager, MikroORM } from "@mikro-orm/postgresql";
import { Pool, types } from "pg";
import { RowhouseDialect } from "./driver.ts";
import { flushFilter, tenantFilter } from "./entity-columns.ts";
import { OrmDriver } from "./orm-driver.ts";
import { type DatabaseRole, urlAs } from "./roles.ts";
import { type Shares, sharesOf } from "./share.ts";
import { type KnownTables, viewSchema } from "./tenant-filter.ts";

type Entities = NonNullable<Parameters<typeof defineConfig>[0]["entities"]>;

export interface DatabaseOptions {
  /** With any account: Rowhouse's own roles replace it. */
  url: string;
  /** The session secret, from which the roles' passwords derive. */
  secret: string;
  entities: Entities;
  tables: KnownTables;
  /** For requests. The door's pool has three connections more, the operator's two. */
  poolSize?: number;
  onPoolError?: (error: Error) => void;
}

export interface Database {
  orm: { em: EntityManager; close(): Promise<void>; getMetadata: MikroORM["getMetadata"] };
  dialect: RowhouseDialect;
  tables: KnownTables;
  /** As rowhouse_app: row-level security applies. */
  appPool: Pool;
  /** As rowhouse_door, for accounts and sessions. */
  doorPool: Pool;
  /** As rowhouse_ops, for operator code only: row-level security does not apply. */
  opsPool: Pool;
  /** How the application's pool is divided between tenants. */
  shares: Shares;
}

const timeouts = {
  /** A request that gets no connection in this time is answered with 503. */
  connectionTimeoutMillis: 3_000,
  /** A tenant's plan has a time of its own (share.ts). */
  statement_timeout: 10_000,
  /** Less than any plan's statement, so that who waited for others isn't told that they asked too much. */
  lock_timeout: 4_000,
  idle_in_transaction_session_timeout: 15_000,
};

/** Nothing connects before the first statement. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { poolSize = 10 } = options;
  const appPool = poolAs("rowhouse_app", options, poolSize);
  const doorPool = poolAs("rowhouse_door", options, 3);
  const opsPool = poolAs("rowhouse_ops", options, 2);
  const dialect = new RowhouseDialect(appPool);
  const orm = await MikroORM.init(ormOptions(dialect, options.entities));
  const shares = sharesOf({ poolSize });
  return { orm, dialect, tables: options.tables, appPool, doorPool, opsPool, shares };
}

function poolAs(role: DatabaseRole, { url, secret, onPoolError }: DatabaseOptions, max: number): Pool {
  const pool = new Pool({
    connectionString: urlAs(role, url, secret),
    application_name: `rowhouse ${role}`,
    max,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // driver.ts sends statements without waiting for the one before.
    pipeline: true,
    types: { getTypeParser },
    ...timeouts,
  });
  // Without a listener, a connection that breaks while idle ends the process.
  pool.on("error", (error) => onPoolError?.(error));
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** A day has no time zone: `YYYY-MM-DD`, and no Date of the machine's midnight. */
const getTypeParser: typeof types.getTypeParser = (type: number, ...format: []) =>
  type === types.builtins.DATE ? (text: string) => text : types.getTypeParser(type, ...format);

function ormOptions(dialect: RowhouseDialect, entities: Entities) {
  return defineConfig({
    driver: OrmDriver,
    entities,
    dbName: "rowhouse",
    driverOptions: dialect,
    filters: { tenant: tenantFilter },
    subscribers: [flushFilter],
    // An EntityManager belongs to one transaction of one tenant; a global one would mix them.
    allowGlobalContext: false,
    forceUtcTimezone: true,
    ensureDatabase: false,
    discovery: {
      warnWhenNoEntities: false,
      // Requests reach tables by their views, and only requests use the ORM.
      onMetadata: (meta) => {
        meta.schema = viewSchema;
      },
    },
  });
}

export async function closeDatabase({ orm, appPool, doorPool, opsPool }: Database): Promise<void> {
  await orm.close();
  await Promise.all([appPool.end(), doorPool.end(), opsPool.end()]);
}
