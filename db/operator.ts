import type { Database } from "./database.ts";
import type { Reader } from "./transaction.ts";

const statementTimeoutMs = 5_000;

export interface OperatorEntry {
  database: Database;
  user: { isOperator: boolean };
}

/** READ ONLY, as rowhouse_ops: a request's one way past the walls. @throws if the user is not an operator. */
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
    // The next caller must not get a connection that couldn't even roll back.
    client.release(broken);
  }
}
