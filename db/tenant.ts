import type { EntityManager } from "@mikro-orm/postgresql";
import { CompiledQuery, type ControlledTransaction } from "kysely";
import { database } from "./orm.ts";

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
 */
export function withTenant<T>(entry: Entry, fn: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  const { tenant, user, readOnly } = entry;
  const variables = { "app.tenant_id": tenant.id, "app.user_id": user.id };
  return transact(variables, readOnly, (tx) => {
    tx.em.setFilterParams("tenant", { tenantId: tenant.id });
    return fn({ ...tx, tenantId: tenant.id, userId: user.id });
  });
}

/** As `withTenant`, for the control plane: no tenant is entered, so rows of tenants are out of reach. */
export function withPerson<T>(
  person: { userId: string | null; readOnly: boolean },
  fn: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return transact({ "app.tenant_id": "", "app.user_id": person.userId ?? "" }, person.readOnly, fn);
}

async function transact<T>(
  variables: Record<string, string>,
  readOnly: boolean,
  fn: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const em = database().orm.em.fork({
    clear: true,
    useContext: false,
    session: { variables },
  }) as EntityManager;
  await em.begin({ readOnly });
  try {
    const context = em.getTransactionContext() as ControlledTransaction<unknown>;
    const result = await fn({
      em,
      rows: async <R>(sql: string, parameters: unknown[] = []) =>
        (await context.executeQuery(CompiledQuery.raw(sql, parameters))).rows as R[],
    });
    await em.commit();
    return result;
  } catch (error) {
    // A rollback can only fail because the connection is gone, and then there is nothing left to roll back.
    await em.rollback().catch(() => {});
    throw error;
  }
}
