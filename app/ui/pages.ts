export interface Pages {
  /** Counted from 1. */
  page: number;
  pageSizeRows: number;
  total: number;
  /** There may be rows behind `total`: it was counted no further. */
  isMore?: boolean;
}

/** Rows count from 1; both are 0 if there are none. */
export function pageRange({ page, pageSizeRows, total }: Pages) {
  const pageCount = Math.max(1, Math.ceil(total / pageSizeRows));
  const current = Math.min(Math.max(1, page), pageCount);
  return {
    pageCount,
    firstRow: total === 0 ? 0 : (current - 1) * pageSizeRows + 1,
    lastRow: Math.min(current * pageSizeRows, total),
    previous: current > 1 ? current - 1 : null,
    next: current < pageCount ? current + 1 : null,
  };
}
