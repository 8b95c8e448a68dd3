import type { EntityManager } from "@mikro-orm/postgresql";
import { escapeLiteral } from "pg";
import { Checkout } from "./driver.ts";
import { database } from "./orm.ts";
import { type Opened, shared } from "./shared.ts";

/**
 * The one way to data. `withTenant` opens a transaction held to one tenant and one person; `withPerson` one that is held
 * to a person and to no tenant, for the control plane. Nothing else forks an EntityManager or sets session variables.
 */

/** Whose data, and on whose behalf: what the door found out, or what a job's payload says. */
export interface Entry {
  tenant: { id: string; home: string };
  user: { id: string };
  /** Opens the transaction READ ONLY. The guard sets it for GET and HEAD. */
  readOnly: boolean;
  /** What the audit log says of where a change came from. */
  request?: RequestOrigin;
}

/** The request, or the cause of a job, on whose behalf something is written. */
export interface RequestOrigin {
  id: string;
  /** The client's address; null for a job. */
  ipAddress: string | null;
}

/** A transaction in progress. Everything done through it is committed together, or not at all. */
export interface Transaction {
  em: EntityManager;
  /**
   * Runs SQL with `$1` parameters on this transaction's connection, as a prepared statement, and returns its rows. Row-level
   * security applies, the ORM's filter does not.
   */
  rows<R>(sql: string, parameters?: unknown[]): Promise<R[]>;
}

/** A transaction held to one tenant. */
export interface TenantTransaction extends Transaction {
  tenantId: string;
  userId: string;
}

/**
 * Runs `fn` in one transaction that sees and changes one tenant's rows only: the ORM's filter and row-level security
 * are both set to it, and PostgreSQL checks by itself that the person belongs to it. Commits what `fn` did if it
 * resolves, rolls back and rethrows if it rejects. Uses one pooled connection, and none after it settles.
 *
 * The router runs a page's loaders side by side. Those that read with the same entry share one transaction, so that a
 * request never holds two connections: their statements take turns, and it ends when the last of them has settled.
 */
export async function withTenant<T>(entry: Entry, fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return finish(await (entry.readOnly ? joinRead(entry) : enter(entry)), fn);
}

/** As `withTenant`, for the control plane: no tenant is entered, so rows of tenants are out of reach. */
export async function withPerson<T>(
  person: { userId: string | null; readOnly: boolean; request?: RequestOrigin },
  fn: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { userId, readOnly, request } = person;
  return finish(await begin({ tenantId: "", userId: userId ?? "", readOnly, request }), fn);
}

const joinRead = shared(enter);

function enter({ tenant, user, readOnly, request }: Entry): Promise<Opened<TenantTransaction>> {
  return begin({ tenantId: tenant.id, userId: user.id, readOnly, request });
}

interface Hold {
  tenantId: string;
  userId: string;
  readOnly: boolean;
  request: RequestOrigin | undefined;
}

async function begin(hold: Hold): Promise<Opened<TenantTransaction>> {
  const connection = new Checkout(await database().appPool.connect());
  connection.beginWithNext(`begin${hold.readOnly ? " read only" : ""}; ${heldTo(hold)}`);
  const tx = new OpenTransaction(connection, hold);
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

/**
 * What row-level security reads, and the audit log where something may be written; local to the transaction, so that
 * nothing of it is left on the pooled connection.
 */
function heldTo({ tenantId, userId, readOnly, request }: Hold): string {
  const settings = { tenant_id: tenantId, user_id: userId };
  const origin = { request_id: request?.id ?? "", ip_address: request?.ipAddress ?? "" };
  const set = Object.entries(readOnly ? settings : { ...settings, ...origin }).map(
    ([name, value]) => `set_config('app.${name}', ${escapeLiteral(value)}, true)`,
  );
  return `select ${set.join(", ")}`;
}

class OpenTransaction implements TenantTransaction {
  readonly tenantId: string;
  readonly userId: string;
  readonly #connection: Checkout;
  #em: EntityManager | undefined;

  constructor(connection: Checkout, { tenantId, userId }: Hold) {
    this.#connection = connection;
    this.tenantId = tenantId;
    this.userId = userId;
  }

  /** Made when it is first asked for: a page that only lists rows does without, which saves it a tenth of its time. */
  get em(): EntityManager {
    if (!this.#em) {
      const { orm, dialect } = database();
      this.#em = orm.em.fork({ clear: true, useContext: false }) as EntityManager;
      this.#em.setTransactionContext(dialect.transactionOn(this.#connection));
      if (this.tenantId) this.#em.setFilterParams("tenant", { tenantId: this.tenantId });
    }
    return this.#em;
  }

  readonly rows = async <R>(sql: string, parameters: unknown[] = []): Promise<R[]> =>
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
