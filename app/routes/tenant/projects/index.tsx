import type { ReactNode } from "react";
import { Form, href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { mayCreateProject } from "#app/domain/project/policy.ts";
import { type ProjectFilter, projectPage, projectPageRows } from "#app/domain/project/reads.ts";
import { pageOf, searchOf } from "#app/routes/list-request.ts";
import { queryOf } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { readTenant, readTenantInTurn } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { presentRow } from "./present.ts";
import { ProjectTable } from "./project-table.tsx";
import { projectListQuery } from "./schema.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Projects", matches);

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { status: filter } = queryOf(request, projectListQuery);
  const [search, page] = [searchOf(request), pageOf(request)];
  const read = search ? readTenantInTurn : readTenant;
  const { rows, total, isMore } = await read(entry, (tx) => projectPage(tx, { filter, search, page }));
  return {
    projects: rows.map(presentRow),
    pages: { page, pageSizeRows: projectPageRows, total, isMore },
    query: { search, filter },
    mayCreate: mayCreateProject(entry),
    now: Date.now(),
  };
}

export default function Projects({ params, loaderData }: Route.ComponentProps) {
  const { projects, pages, query, mayCreate, now } = loaderData;
  const base = href("/:tenant/projects", params);
  const create = mayCreate ? (
    <a className="button button-primary" href={href("/:tenant/projects/new", params)}>
      New project
    </a>
  ) : null;
  return (
    <>
      <PageHeader title="Projects" action={create} />
      <ListFilter base={base} query={query} />
      {projects.length > 0 ? (
        <ProjectTable base={base} projects={projects} now={now} />
      ) : (
        <NoProjects base={base} query={query} create={create} />
      )}
      <Pagination {...pages} hrefOf={(page) => hrefOfList(base, { ...query, page })} />
    </>
  );
}

interface ListQuery {
  search: string;
  filter: ProjectFilter;
  /** Counted from 1. */
  page?: number;
}

function hrefOfList(base: string, { search, filter, page = 1 }: ListQuery): string {
  const query = new URLSearchParams();
  if (search) query.set("q", search);
  if (filter !== "active") query.set("status", filter);
  if (page > 1) query.set("page", String(page));
  return query.size > 0 ? `${base}?${query}` : base;
}

const filters: [ProjectFilter, string][] = [
  ["active", "Active"],
  ["archived", "Archived"],
  ["all", "All"],
];

function ListFilter({ base, query }: { base: string; query: ListQuery }) {
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

interface NoProjectsProps {
  base: string;
  query: ListQuery;
  create: ReactNode;
}

function NoProjects({ base, query, create }: NoProjectsProps) {
  if (query.search) {
    const everywhere = hrefOfList(base, { search: "", filter: query.filter });
    return (
      <EmptyState
        action={
          <a className="button button-secondary" href={everywhere}>
            Clear the search
          </a>
        }
      >
        No project here has “<bdi>{query.search}</bdi>” in its name.
      </EmptyState>
    );
  }
  if (query.filter === "archived") {
    return (
      <EmptyState>
        Projects that are done with can be archived. They keep everything, and rest here.
      </EmptyState>
    );
  }
  return (
    <EmptyState action={create}>
      A project holds the tasks of one piece of work. There is none yet.
    </EmptyState>
  );
}
