import type { ClientBase, Pool } from "pg";
import type { Writer } from "#db/transaction.ts";

/** A connection as the control plane's verbs take it. On a pool, or outside a transaction, each statement is one of its own. */
export function statementsOn(connection: Pool | ClientBase): Writer {
  return {
    mayWrite: true,
    rows: async <Row>(sql: string, given: readonly unknown[] = []) =>
      (await connection.query(sql, [...given])).rows as Row[],
  };
}
