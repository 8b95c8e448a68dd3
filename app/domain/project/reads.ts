import { sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type Source, tenantQuery } from "#app/domain/query.ts";
import { boolean, typed } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";

export const projectFilters = ["active", "archived", "all"] as const;
export type ProjectFilter = (typeof projectFilters)[number];

/** Nothing is counted further: beyond it a number says nothing, and counting costs. */
const countedProjects = 10_000;
export const countedTasks = 100;

export const projectPageRows = 20;

interface ProjectSearch {
  filter: ProjectFilter;
  search: string;
  /** Counted from 1. */
  page: number;
}

export async function projectPage(tx: TenantReader, { filter, search, page }: ProjectSearch) {
  const list = statements[search ? "searched" : "listed"][filter];
  return listPage(await list(tx, { pattern: containing(search), page }));
}
export type ProjectRow = Awaited<ReturnType<typeof projectPage>>["rows"][number];

function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, "\\$&")}%`;
}

/** Indexes: projects_active, projects_newest; tasks_board for the open tasks. */
function pageStatement(filter: ProjectFilter, isSearched: boolean) {
  const matching = (db: Source, pattern: string) =>
    db
      .selectFrom("projects")
      .$if(filter === "active", (query) => query.where("archived_at", "is", null))
      .$if(filter === "archived", (query) => query.where("archived_at", "is not", null))
      .$if(isSearched, (query) => query.where("name", "ilike", pattern));
  return tenantQuery((db, { pattern, page }: { pattern: string; page: number }) => {
    const counting = db.with("counted", (within) =>
      within
        .selectFrom(matching(within, pattern).select("id").limit(countedProjects).as("matching"))
        .select(countAll.as("total")),
    );
    return matching(counting, pattern)
      .select((project) => [
        totalCounted,
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
      ])
      .orderBy("projects.created_at", "desc")
      .orderBy("projects.id", "desc")
      .limit(projectPageRows)
      .offset(pageOffset(page, projectPageRows));
  });
}

function everyFilter(isSearched: boolean) {
  return {
    active: pageStatement("active", isSearched),
    archived: pageStatement("archived", isSearched),
    all: pageStatement("all", isSearched),
  };
}

const statements = { listed: everyFilter(false), searched: everyFilter(true) };

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
