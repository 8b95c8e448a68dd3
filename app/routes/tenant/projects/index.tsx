import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { mayCreateProject } from "#app/domain/project/policy.ts";
import { projectPage, projectPageRows } from "#app/domain/project/reads.ts";
import { pageOf, searchOf } from "#app/routes/list-request.ts";
import { queryOf } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { ListFilter } from "./list-filter.tsx";
import { hrefOfList } from "./list-href.ts";
import { NoProjects } from "./no-projects.tsx";
import { presentRow } from "./present.ts";
import { ProjectTable } from "./project-table.tsx";
import { projectListQuery } from "./schema.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Projects", matches);

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { status: filter } = queryOf(request, projectListQuery);
  const [search, page] = [searchOf(request), pageOf(request)];
  const { rows, total } = await readTenant(entry, (tx) => projectPage(tx, { filter, search, page }));
  return {
    projects: rows.map(presentRow),
    pages: { page, pageSizeRows: projectPageRows, total },
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
