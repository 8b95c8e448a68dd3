import type { Pool } from "pg";
import { afterAll, beforeAll } from "vitest";
import type { Writer } from "#db/transaction.ts";
import { poolAs, type TestDatabase } from "./database.ts";
import { statementsOn } from "./statements.ts";

/** As rowhouse_ops, with `max` connections. */
export function useOperator(db: TestDatabase, max = 3): { pool: Pool } {
  const operator = {} as { pool: Pool };
  beforeAll(() => {
    operator.pool = poolAs("rowhouse_ops", db, max);
  });
  afterAll(() => operator.pool.end());
  return operator;
}

/** As the command line does it: in a transaction, and past the walls. */
export async function asOperator<T>({ pool }: { pool: Pool }, work: (tx: Writer) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(statementsOn(client));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
