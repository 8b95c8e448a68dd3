import type { Database } from "./database.ts";
import type { Reader } from "./transaction.ts";

const statementTimeoutMs = 5_000;

/** Who looks across tenants. */
export interface OperatorEntry {
  database: Database;
  user: { isOperator: boolean };
}

/**
 * Runs `fn` in one READ ONLY transaction that sees every tenant, for the operator's own pages. It is the one way from a
 * request past the walls, as rowhouse_ops, and it can change nothing. Its connections are two, apart from those that
 * serve tenants; a statement may take 5 seconds.
 * @throws if the user is not an operator.
 */
export async function readAsOperator<T>(
  { database, user }: OperatorEntry,
  fn: (tx: Reader) => Promise<T>,
): Promise<T> {
  if (!user.isOperator) throw new Error("Only an operator may look across tenants");
  const client = await database.opsPool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin read only; set local statement_timeout = ${statementTimeoutMs}`);
    const result = await fn({
      rows: async <R>(sql: string, parameters: readonly unknown[] = []) =>
        (await client.query(sql, [...parameters])).rows as R[],
    });
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    // A connection that couldn't even roll back is not given to the next one.
    client.release(broken);
  }
}
