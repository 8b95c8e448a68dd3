export interface Page<Row> {
  rows: Row[];
  /** Counted from 1: the last page, if a later one was asked for. */
  page: number;
  pageSizeRows: number;
  total: number;
}

interface Asked<Row> {
  /** Counted from 1. */
  page: number;
  pageSizeRows: number;
  count(): Promise<{ total: number } | null>;
  list(offset: number): Promise<Row[]>;
}

export async function readPage<Row>({ page, pageSizeRows, count, list }: Asked<Row>): Promise<Page<Row>> {
  const [counted, rows] = await Promise.all([count(), list((page - 1) * pageSizeRows)]);
  const total = counted?.total ?? 0;
  const last = Math.max(1, Math.ceil(total / pageSizeRows));
  if (page <= last) return { rows, page, pageSizeRows, total };
  return { rows: total > 0 ? await list((last - 1) * pageSizeRows) : [], page: last, pageSizeRows, total };
}
