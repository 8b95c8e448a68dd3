import type { ClientBase, Pool } from "pg";
import { type Entry, type Reader, type Writer, writeTenant } from "#db/transaction.ts";

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

/** Ends the transaction without a trace. */
class Undone extends Error {
  readonly isLet: boolean;
  constructor(isLet: boolean) {
    super("on purpose");
    this.isLet = isLet;
  }
}

/** Whether the database lets the entry's user do it: a row comes back. Nothing stays done. @throws what is no refusal */
export async function isLet(entry: Entry, sql: string, parameters?: readonly unknown[]): Promise<boolean> {
  const work = writeTenant(entry, async (tx): Promise<never> => {
    const rows = await attack(tx, sql, parameters);
    await tx.rows("set constraints all immediate");
    throw new Undone(rows.length > 0);
  });
  return work.catch((error) => {
    if (error instanceof Undone) return error.isLet;
    if (error.code === "42501") return false;
    throw error;
  });
}
