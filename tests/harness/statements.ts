import type { ClientBase, Pool } from "pg";
import type { Reader, Writer } from "#db/transaction.ts";

/** On a pool, or outside a transaction, each statement is a transaction of its own. */
export function statementsOn(connection: Pool | ClientBase): Writer {
  return {
    mayWrite: true,
    rows: async <Row>(sql: string, given: readonly unknown[] = []) =>
      (await connection.query(sql, [...given])).rows as Row[],
  };
}

/** held-statements.ts lets these pass: they have to be held by the wall alone. */
export const attackMark = "/* attack */ ";

export function attack<Row>(tx: Reader, sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
  return tx.rows<Row>(attackMark + sql, parameters);
}
