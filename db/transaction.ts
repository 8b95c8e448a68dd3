import type { EntityManager } from "@mikro-orm/postgresql";
import { escapeLiteral } from "pg";
import type { Database } from "./database.ts";
import { Checkout } from "./driver.ts";
import { type Opened, shared } from "./shared.ts";
import { TenantFilter } from "./tenant-filter.ts";

/**
 * The one way to data. `readTenant` and `writeTenant` open a transaction held to one tenant and one user;
 * `readControl` and `writeControl` one that is held to a user and to no tenant, for the control plane. Nothing else
 * forks an EntityManager or sets session variables.
 *
 * What may only read gets a type that can only read: a loader that writes does not compile, and PostgreSQL refuses it
 * as well, because its transaction is READ ONLY.
 */

/** Who acts on the control plane; null: no one who has signed in. */
export interface ControlEntry {
  database: Database;
  user: { id: string } | null;
  /** A GET or HEAD: writing is refused. */
  readOnly?: boolean;
  /** What the audit log says of where a change came from. */
  request?: RequestOrigin;
}

/** Whose data, and on whose behalf: what the door found out, or what a job's payload says. */
export interface Entry {
  database: Database;
  tenant: { id: string; home: string };
  user: { id: string };
  /** A GET or HEAD: writing is refused. */
  readOnly?: boolean;
  /** What the audit log says of where a change came from. */
  request?: RequestOrigin;
}

/** The request, or the cause of a job, on whose behalf something is written. */
export interface RequestOrigin {
  id: string;
  /** The client's IP address; null for a job. */
  ipAddress: string | null;
}

/** Runs statements. In a transaction, on the pool of a role, or on a connection of its own. */
export interface Reader {
  /**
   * Runs SQL with `$1` parameters, as a prepared statement, and returns its rows. Row-level security applies, the filter
   * does not.
   */
  rows<R>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
}

/** As `Reader`, where writing is allowed. What is written in a transaction is committed together, or not at all. */
export interface Writer extends Reader {
  readonly mayWrite: true;
}

/** A reading transaction held to one tenant. */
export interface TenantReader extends Reader {
  readonly tenantId: string;
  readonly userId: string;
}

/** A writing transaction held to one tenant. */
export interface TenantWriter extends TenantReader, Writer {
  readonly em: EntityManager;
}

/**
 * Runs `fn` in one READ ONLY transaction that sees one tenant's rows only: the ORM's filter and row-level security are
 * both set to it, and PostgreSQL checks by itself that the user belongs to it. Uses one pooled connection, and none after it
 * settles.
 *
 * The router runs a page's loaders side by side. Those that read with the same entry share one transaction, so that a
 * request never holds two connections: their statements take turns, and it ends when the last of them has settled.
 */
export async function readTenant<T>(entry: Entry, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  return finish(await joinRead(entry), fn);
}

/** As `readTenant`, to change the tenant's rows: commits what `fn` did if it resolves, rolls back and rethrows if it rejects. */
export async function writeTenant<T>(entry: Entry, fn: (tx: TenantWriter) => Promise<T>): Promise<T> {
  return finish(await begin(entry, "write"), fn);
}

/** As `readTenant`, for the control plane: no tenant is entered, so rows of tenants are out of reach. */
export async function readControl<T>(entry: ControlEntry, fn: (tx: Reader) => Promise<T>): Promise<T> {
  return finish(await begin(entry, "read"), fn);
}

/** As `writeTenant`, for the control plane. */
export async function writeControl<T>(entry: ControlEntry, fn: (tx: Writer) => Promise<T>): Promise<T> {
  return finish(await begin(entry, "write"), fn);
}

type Mode = "read" | "write";

const joinRead = shared((entry: Entry) => begin(entry, "read"));

async function begin(entry: Entry | ControlEntry, mode: Mode): Promise<Opened<TenantWriter>> {
  const { database } = entry;
  if (mode === "write" && entry.readOnly) throw new Error("A GET or HEAD must not write");
  const hold = { tenantId: "tenant" in entry ? entry.tenant.id : "", userId: entry.user?.id ?? "" };
  const connection = new Checkout(await database.appPool.connect());
  const access = mode === "read" ? " read only" : "";
  connection.beginWithNext(
    `begin${access}; ${sessionOf(hold, mode === "write" ? entry.request : undefined)}`,
  );
  const tx = new OpenTransaction(database, connection, hold);
  return {
    tx,
    async end(outcome) {
      try {
        if (outcome === "commit") await tx.flush();
        await connection.end(outcome);
      } catch (error) {
        // A rollback can only fail because the connection is gone, and then there is nothing left to roll back.
        await connection.end("rollback").catch(() => {});
        throw error;
      } finally {
        connection.release();
      }
    },
  };
}

interface Hold {
  tenantId: string;
  userId: string;
}

/**
 * What row-level security reads, and the audit log where something may be written; local to the transaction, so that
 * nothing of it is left on the pooled connection.
 */
function sessionOf({ tenantId, userId }: Hold, request: RequestOrigin | undefined): string {
  const variables = {
    tenant_id: tenantId,
    user_id: userId,
    ...(request && { request_id: request.id, ip_address: request.ipAddress ?? "" }),
  };
  const set = Object.entries(variables).map(
    ([name, value]) => `set_config('app.${name}', ${escapeLiteral(value)}, true)`,
  );
  return `select ${set.join(", ")}`;
}

class OpenTransaction implements TenantWriter {
  readonly mayWrite = true;
  readonly tenantId: string;
  readonly userId: string;
  readonly #database: Database;
  readonly #connection: Checkout;
  #em: EntityManager | undefined;

  constructor(database: Database, connection: Checkout, { tenantId, userId }: Hold) {
    this.#database = database;
    this.#connection = connection;
    this.tenantId = tenantId;
    this.userId = userId;
  }

  /** Made when it is first asked for: a page that only lists rows does without, which saves it a tenth of its time. */
  get em(): EntityManager {
    if (!this.#em) {
      const { orm, dialect, tables } = this.#database;
      const filter = new TenantFilter(tables, "tenant", this.tenantId);
      this.#em = orm.em.fork({ clear: true, useContext: false }) as EntityManager;
      this.#em.setTransactionContext(dialect.transactionOn(this.#connection, [filter]));
      if (this.tenantId) this.#em.setFilterParams("tenant", { tenantId: this.tenantId });
    }
    return this.#em;
  }

  readonly rows = async <R>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> =>
    (await this.#connection.executeQuery<R>({ sql, parameters })).rows;

  async flush(): Promise<void> {
    await this.#em?.flush();
  }
}

async function finish<Tx, T>({ tx, end }: Opened<Tx>, fn: (tx: Tx) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await fn(tx);
  } catch (error) {
    await end("rollback");
    throw error;
  }
  await end("commit");
  return result;
}
