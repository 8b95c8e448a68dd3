import { sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { type Database, tenantQuery } from "#app/domain/query.ts";
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

interface ProjectSearch {
  filter: ProjectFilter;
  /** Part of a name; empty: every name. */
  search: string;
  /** Counted from 1. */
  page: number;
}

/**
 * One page of the tenant's projects, newest first, with the number of those that match; past the last page the last is
 * given. Both are asked for at once.
 */
export async function projectPage(
  tx: TenantReader,
  { filter, search, page }: ProjectSearch,
): Promise<{ rows: ProjectRow[]; total: number }> {
  const { count, list } = statements[search ? "searched" : "listed"][filter];
  const pattern = containing(search);
  const rowsOf = (shown: number) => list(tx, { pattern, offset: (shown - 1) * projectPageRows });
  const [counted, rows] = await Promise.all([count.first(tx, { pattern }), rowsOf(page)]);
  const total = counted?.total ?? 0;
  if (rows.length > 0 || total === 0) return { rows, total };
  return { rows: await rowsOf(Math.ceil(total / projectPageRows)), total };
}

/** A pattern for ILIKE that matches the text itself wherever it stands. */
function containing(search: string): string {
  return `%${search.replace(/[\\%_]/g, "\\$&")}%`;
}

/** The statements of one way to filter. Indexes: projects_active, projects_newest; tasks_board for the open tasks. */
function pageStatements(filter: ProjectFilter, isSearched: boolean) {
  const matching = (db: ReadonlyKysely<Database>, pattern: string) =>
    db
      .selectFrom("projects")
      .$if(filter === "active", (query) => query.where("archived_at", "is", null))
      .$if(filter === "archived", (query) => query.where("archived_at", "is not", null))
      .$if(isSearched, (query) => query.where("name", "ilike", pattern));
  return {
    count: tenantQuery((db, { pattern }: { pattern: string }) =>
      db
        .selectFrom(matching(db, pattern).select("id").limit(countedProjects).as("matching"))
        .select(sql<number>`count(*)::int`.as("total")),
    ),
    list: tenantQuery((db, { pattern, offset }: { pattern: string; offset: number }) =>
      matching(db, pattern)
        .select((project) => [
          "projects.id",
          "projects.name",
          "projects.updated_at as updatedAt",
          sql<boolean>`archived_at is not null`.as("isArchived"),
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
            .select(sql<number>`count(*)::int`.as("count"))
            .$asScalar()
            .$notNull()
            .as("openTasks"),
        ])
        .orderBy("projects.created_at", "desc")
        .orderBy("projects.id", "desc")
        .limit(projectPageRows)
        .offset(sql<number>`${offset}`),
    ),
  };
}

function everyFilter(isSearched: boolean) {
  return {
    active: pageStatements("active", isSearched),
    archived: pageStatements("archived", isSearched),
    all: pageStatements("all", isSearched),
  };
}

const statements = { listed: everyFilter(false), searched: everyFilter(true) };

export interface ProjectFacts {
  id: string;
  name: string;
  description: string;
  createdBy: string;
  createdAt: Date;
  isArchived: boolean;
  version: number;
}

/** One project. Index: projects_pkey. */
export const projectById = tenantQuery((db, { id }: { id: string }) =>
  db
    .selectFrom("projects")
    .select([
      "id",
      "name",
      "description",
      "created_by as createdBy",
      "created_at as createdAt",
      sql<boolean>`archived_at is not null`.as("isArchived"),
      "version",
    ])
    .where("id", "=", id),
);
