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

class Undone extends Error {}

/** Whether the database lets the entry's user do it: a row comes back. Nothing stays done. @throws whatever is not a refusal */
export async function isLet(entry: Entry, sql: string, parameters?: readonly unknown[]): Promise<boolean> {
  try {
    await writeTenant(entry, async (tx) => {
      const rows = await attack(tx, sql, parameters);
      await tx.rows("set constraints all immediate");
      if (rows.length === 0) throw Object.assign(new Error("no row"), { code: "42501" });
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Undone) return true;
    if ((error as { code?: unknown }).code === "42501") return false;
    throw error;
  }
  return false;
}
