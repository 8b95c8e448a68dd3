import type { ProjectFilter } from "#app/domain/project/reads.ts";

export interface ListQuery {
  search: string;
  filter: ProjectFilter;
  /** Counted from 1. */
  page?: number;
}

/** The address of a list of projects; what goes without saying is left out of it. */
export function hrefOfList(base: string, { search, filter, page = 1 }: ListQuery): string {
  const query = new URLSearchParams();
  if (search) query.set("q", search);
  if (filter !== "active") query.set("status", filter);
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `${base}?${query}` : base;
}
