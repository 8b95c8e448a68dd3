/** No reader turns more pages than this; beyond it, offsets would only cost. */
export const lastPage = 10_000;
const searchLength = 100;

/** Counted from 1. Anything that is no page number is page 1. */
export function pageOf(request: Request, parameter = "page"): number {
  const given = new URL(request.url).searchParams.get(parameter) ?? "";
  return /^\d{1,6}$/.test(given) ? Math.min(Math.max(Number(given), 1), lastPage) : 1;
}

/** The search (`q`), trimmed, and without what PostgreSQL can't take. Empty: everything. */
export function searchOf(request: Request): string {
  const given = new URL(request.url).searchParams.get("q") ?? "";
  return given.trimStart().slice(0, searchLength).toWellFormed().replaceAll("\0", "").trim();
}

export function listQuery({ q, page }: { q: string; page: number }): string {
  const query = new URLSearchParams({ ...(q && { q }), ...(page > 1 && { page: String(page) }) }).toString();
  return query && `?${query}`;
}
