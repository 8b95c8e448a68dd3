import { sql } from "kysely";
import { integer, typed } from "#db/query.ts";

/** Past the end, the last page. Its statement has a `with` part, `counted`; each row has the `total`. */
export interface ListPage<Row> {
  rows: Row[];
  total: number;
}

/** How many rows come before a page. @param page counted from 1. */
export function pageOffset(page: number, pageRows: number) {
  const lastPage = sql<number>`(select (total + ${pageRows} - 1) / ${pageRows} from counted)`;
  return sql<number>`${pageRows} * (least(${page}::int, greatest(1, ${lastPage})) - 1)`;
}

export const countAll = typed(integer, sql`count(*)::int`);
export const totalCounted = typed(integer, sql`(select total from counted)`).as("total");

export function listPage<Row extends { total: number }>(rows: Row[]): ListPage<Row> {
  return { rows, total: rows[0]?.total ?? 0 };
}
