import type { Client, Pool } from "pg";
import type { Statements } from "#app/domain/plan/limits.ts";

/** A connection as the control plane's verbs take it. On a pool, or outside a transaction, each statement is one of its own. */
export function statementsOn(connection: Pool | Client): Statements {
  return {
    rows: async <Row>(sql: string, given: unknown[] = []) =>
      (await connection.query(sql, given)).rows as Row[],
  };
}
