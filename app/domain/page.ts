/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  /** The page this is, counted from 1: the last one, if a later one was asked for. */
  page: number;
  pageSizeRows: number;
  /** Rows on all pages together. */
  total: number;
}

interface Asked<Row> {
  /** Counted from 1. */
  page: number;
  pageSizeRows: number;
  count(): Promise<{ total: number } | null>;
  list(offset: number): Promise<Row[]>;
}

/** Asks for a page and for the total side by side; past the end, for the last page as well. */
export async function readPage<Row>({ page, pageSizeRows, count, list }: Asked<Row>): Promise<Page<Row>> {
  const [counted, rows] = await Promise.all([count(), list((page - 1) * pageSizeRows)]);
  const total = counted?.total ?? 0;
  const last = Math.max(1, Math.ceil(total / pageSizeRows));
  if (page <= last) return { rows, page, pageSizeRows, total };
  return { rows: total > 0 ? await list((last - 1) * pageSizeRows) : [], page: last, pageSizeRows, total };
}
