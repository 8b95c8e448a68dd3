import { Form } from "react-router";
import type { ProjectFilter } from "#app/domain/project/reads.ts";
import { hrefOfList, type ListQuery } from "./list-href.ts";

const filters: [ProjectFilter, string][] = [
  ["active", "Active"],
  ["archived", "Archived"],
  ["all", "All"],
];

/** Which projects the list shows: links for their status, a form for their name. Works without scripts. */
export function ListFilter({ base, query }: { base: string; query: ListQuery }) {
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
      <nav className="filter" aria-label="Status">
        {filters.map(([filter, label]) => (
          <a
            key={filter}
            href={hrefOfList(base, { ...query, filter })}
            aria-current={filter === query.filter ? "page" : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      <Form method="get" action={base} role="search" className="flex w-full gap-2 sm:w-auto">
        {query.filter === "active" ? null : <input type="hidden" name="status" value={query.filter} />}
        <input
          key={query.search}
          type="search"
          name="q"
          className="input sm:w-64"
          aria-label="Search projects by name"
          placeholder="Search by name"
          defaultValue={query.search}
          maxLength={100}
          dir="auto"
        />
        <button type="submit" className="button button-secondary">
          Search
        </button>
      </Form>
    </div>
  );
}
