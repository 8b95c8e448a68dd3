import type { ClientBase, Pool } from "pg";
import type { Writer } from "#db/transaction.ts";

/** On a pool, or outside a transaction, each statement is a transaction of its own. */
export function statementsOn(connection: Pool | ClientBase): Writer {
  return {
    mayWrite: true,
    rows: async <Row>(sql: string, given: readonly unknown[] = []) =>
      (await connection.query(sql, [...given])).rows as Row[],
  };
}
