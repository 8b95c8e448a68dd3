import { createHmac } from "node:crypto";
import { MikroORM } from "@mikro-orm/postgresql";
import { Pool } from "pg";
import { ormOptions } from "./config.ts";
import { RowhouseDialect } from "./driver.ts";
import { urlAs } from "./roles.ts";

export interface DatabaseOptions {
  /** The database, with any account; the account is replaced by Rowhouse's own roles. */
  url: string;
  /** The session secret, which the roles' passwords and the links of invitations derive from. */
  secret: string;
  /** Connections for requests. The operator's pool has two more. */
  poolSize?: number;
  /** Told of connections that broke while idle. */
  onPoolError?: (error: Error) => void;
}

export interface Database {
  orm: MikroORM;
  dialect: RowhouseDialect;
  /** Serves requests, as rowhouse_app: row-level security applies. */
  appPool: Pool;
  /** For named operator code only, as rowhouse_ops: row-level security does not apply. */
  opsPool: Pool;
  /** What the links of invitations derive from, as the roles' passwords do from the session secret. */
  linkKey: Buffer;
}

const timeouts = {
  /** An exhausted pool answers 503 after this long, in place of queueing for ever. */
  connectionTimeoutMillis: 3_000,
  statement_timeout: 10_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
};

let open: Database | undefined;

/** Opens the one database of this process. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (open) throw new Error("The database is open already");
  const makePool = (role: "rowhouse_app" | "rowhouse_ops", max: number) => {
    const pool = new Pool({
      connectionString: urlAs(role, options.url, options.secret),
      application_name: `rowhouse ${role}`,
      max,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // Statements are sent without waiting for the one before (db/driver.ts).
      pipeline: true,
      ...timeouts,
    });
    // Without a listener, a connection that breaks while idle ends the process.
    pool.on("error", (error) => options.onPoolError?.(error));
    pool.on("connect", (client) => client.on("error", () => {}));
    return pool;
  };
  const appPool = makePool("rowhouse_app", options.poolSize ?? 10);
  const opsPool = makePool("rowhouse_ops", 2);
  const dialect = new RowhouseDialect(appPool);
  const linkKey = createHmac("sha256", options.secret).update("invitation links").digest();
  open = { orm: await MikroORM.init(ormOptions(dialect)), dialect, appPool, opsPool, linkKey };
  return open;
}

/** The open database. @throws if `openDatabase` was not called. */
export function database(): Database {
  if (!open) throw new Error("The database is not open: call openDatabase() first");
  return open;
}

/** Ends every connection, after the queries in flight. */
export async function closeDatabase(): Promise<void> {
  const closing = open;
  open = undefined;
  await closing?.orm.close();
  await Promise.all([closing?.appPool.end(), closing?.opsPool.end()]);
}
