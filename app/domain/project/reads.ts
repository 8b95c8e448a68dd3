import type { TenantReader } from "#db/transaction.ts";

export const projectFilters = ["active", "archived", "all"] as const;
export type ProjectFilter = (typeof projectFilters)[number];

export interface ProjectRow {
  id: string;
  name: string;
  updatedAt: Date;
  isArchived: boolean;
  /** Tasks not done, counted up to `countedTasks`. */
  openTasks: number;
}

/** Rows and totals are counted no further than this: beyond it a number says nothing, and counting costs. */
const countedProjects = 10_000;
const countedTasks = 100;

export const projectPageRows = 20;

const conditions: Record<ProjectFilter, string> = {
  active: "and archived_at is null",
  archived: "and archived_at is not null",
  all: "",
};

/**
 * One page of the tenant's projects, newest first, with the number of those that match; past the last page the last is
 * given. One statement, prepared once for each of its six forms. Indexes: projects_active for the active ones,
 * projects_newest for the others, tasks_board for the open tasks.
 */
export async function projectPage(
  tx: TenantReader,
  { filter, search, page }: { filter: ProjectFilter; search: string; page: number },
): Promise<{ rows: ProjectRow[]; total: number }> {
  const matches = `tenant_id = $1 ${conditions[filter]} ${search ? "and name ilike $3" : ""}`;
  const rows = await tx.rows<ProjectRow & { total: number }>(
    `select counted.total, listed.*
     from (
       select count(*)::int as total
       from (select from tenant.projects where ${matches} limit ${countedProjects}) as matching
     ) as counted
     left join lateral (
       select p.*,
         (
           select count(*)::int
           from (
             select from tenant.tasks t
             where t.tenant_id = $1 and t.project_id = p.id and t.status in ('todo', 'doing')
             limit ${countedTasks}
           ) as open
         ) as "openTasks"
       from (
         select id, name, created_at, updated_at as "updatedAt", archived_at is not null as "isArchived"
         from tenant.projects
         where ${matches}
         order by created_at desc, id desc
         limit ${projectPageRows}
         offset least($2::int - 1, greatest(0, counted.total - 1) / ${projectPageRows}) * ${projectPageRows}
       ) as p
     ) as listed on true
     order by listed.created_at desc, listed.id desc`,
    search ? [tx.tenantId, page, containing(search)] : [tx.tenantId, page],
  );
  return { rows: rows.filter((row) => row.id !== null), total: rows[0]?.total ?? 0 };
}

/** A pattern for ILIKE that matches the text itself wherever it stands. */
function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, "\\$&")}%`;
}

export interface ProjectFacts {
  id: string;
  name: string;
  description: string;
  createdBy: string;
  createdAt: Date;
  isArchived: boolean;
  version: number;
}

/** One project, or null. Index: projects_pkey. */
export async function findProject(tx: TenantReader, id: string): Promise<ProjectFacts | null> {
  const [project] = await tx.rows<ProjectFacts>(
    `select id, name, description, created_by as "createdBy", created_at as "createdAt",
       archived_at is not null as "isArchived", version
     from tenant.projects
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, id],
  );
  return project ?? null;
}
