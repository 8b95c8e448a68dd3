import type { EntityManager } from "@mikro-orm/postgresql";
import type { ControlledTransaction } from "kysely";
import type { Checkout } from "./driver.ts";
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
  person: { userId: string | null; readOnly: boolean },
  fn: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return finish(
    await begin({ "app.tenant_id": "", "app.user_id": person.userId ?? "" }, person.readOnly),
    fn,
  );
}

const joinRead = shared(enter);

async function enter({ tenant, user, readOnly }: Entry): Promise<Opened<TenantTransaction>> {
  const { tx, end } = await begin({ "app.tenant_id": tenant.id, "app.user_id": user.id }, readOnly);
  tx.em.setFilterParams("tenant", { tenantId: tenant.id });
  return { tx: { ...tx, tenantId: tenant.id, userId: user.id }, end };
}

async function begin(variables: Record<string, string>, readOnly: boolean): Promise<Opened<Transaction>> {
  const em = database().orm.em.fork({
    clear: true,
    useContext: false,
    session: { variables },
  }) as EntityManager;
  await em.begin({ readOnly });
  const connection = await connectionOf(em.getTransactionContext() as ControlledTransaction<unknown>);
  const rows = async <R>(sql: string, parameters: unknown[] = []) =>
    (await connection.executeQuery<R>({ sql, parameters })).rows;
  // A rollback can only fail because the connection is gone, and then there is nothing left to roll back.
  const rollback = () => em.rollback().catch(() => {});
  const commit = () =>
    em.commit().catch(async (error) => {
      await rollback();
      throw error;
    });
  return { tx: { em, rows }, end: (outcome) => (outcome === "commit" ? commit() : rollback()) };
}

/** The transaction's own connection: through Kysely, statements would wait for each other. */
function connectionOf(transaction: ControlledTransaction<unknown>): Promise<Checkout> {
  return transaction.getExecutor().provideConnection(async (connection) => connection as Checkout);
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
