import { type ExpressionBuilder, sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type DatabaseTables, type Source, tenantQuery } from "#app/domain/query.ts";
import { boolean, integer, typed } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";

export const projectFilters = ["active", "archived", "all"] as const;
export type ProjectFilter = (typeof projectFilters)[number];

export const countedTasks = 100;

export const projectPageRows = 20;

/** How far projects are counted for a page: to the next thousand behind it, and to 10,000 at most. Counting costs. */
function countedProjects(page: number): number {
  return Math.min(1_000 * Math.ceil((page * projectPageRows + 1) / 1_000), 10_000);
}

interface ProjectSearch {
  filter: ProjectFilter;
  search: string;
  /** Counted from 1. */
  page: number;
}

export async function projectPage(tx: TenantReader, { filter, search, page }: ProjectSearch) {
  const counted = countedProjects(page);
  const rows = search
    ? await searched(tx, { filter, search, page, counted })
    : await listed[filter](tx, { page, counted });
  const { total } = listPage(rows);
  return { rows, total, isMore: total === counted };
}
export type ProjectRow = Awaited<ReturnType<typeof projectPage>>["rows"][number];

function rowColumns(project: ExpressionBuilder<DatabaseTables, "projects">) {
  return [
    "projects.id",
    "projects.name",
    "projects.updated_at as updatedAt",
    typed(boolean, sql`archived_at is not null`).as("isArchived"),
    project
      .selectFrom(
        project
          .selectFrom("tasks")
          .select("tasks.id")
          .whereRef("tasks.project_id", "=", "projects.id")
          .where("tasks.status", "in", ["todo", "doing"])
          .limit(countedTasks)
          .as("open"),
      )
      .select(countAll.as("count"))
      .$asScalar()
      .$notNull()
      .as("openTasks"),
  ] as const;
}

/** Indexes: projects_active, projects_newest; tasks_board for the open tasks. */
function pageStatement(filter: ProjectFilter) {
  const matching = (db: Source) =>
    db
      .selectFrom("projects")
      .$if(filter === "active", (query) => query.where("archived_at", "is", null))
      .$if(filter === "archived", (query) => query.where("archived_at", "is not", null));
  return tenantQuery((db, { page, counted }: { page: number; counted: number }) => {
    const counting = db.with("counted", (within) =>
      within
        .selectFrom(matching(within).select("id").limit(counted).as("matching"))
        .select(countAll.as("total")),
    );
    return matching(counting)
      .select(totalCounted)
      .select(rowColumns)
      .orderBy("projects.created_at", "desc")
      .orderBy("projects.id", "desc")
      .limit(projectPageRows)
      .offset(pageOffset(page, projectPageRows));
  });
}

const listed = {
  active: pageStatement("active"),
  archived: pageStatement("archived"),
  all: pageStatement("all"),
};

/** The function finds them, and the wall and the filter stand around what it found. Index: projects_pkey. */
const searched = tenantQuery((db, { filter, search, page, counted }: ProjectSearch & { counted: number }) =>
  db
    .selectFrom(
      sql<{ id: string; total: number }>`control.find_projects(
        ${search}, ${filter}, ${page}, ${projectPageRows}, ${counted})`.as<"found">(sql`found (id, total)`),
    )
    .innerJoin("projects", "projects.id", "found.id")
    .select(typed(integer, sql.ref("found.total")).as("total"))
    .select(rowColumns)
    .orderBy("projects.created_at", "desc")
    .orderBy("projects.id", "desc"),
);

/** Index: projects_pkey. */
export const projectById = tenantQuery((db, { id }: { id: string }) =>
  db
    .selectFrom("projects")
    .select([
      "id",
      "name",
      "description",
      "created_by as createdBy",
      "created_at as createdAt",
      typed(boolean, sql`archived_at is not null`).as("isArchived"),
      "version",
    ])
    .where("id", "=", id),
);
export type ProjectFacts = NonNullable<Awaited<ReturnType<typeof projectById.first>>>;
