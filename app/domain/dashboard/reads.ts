import { type Expression, sql } from "kysely";
import { type Source, tenantQuery } from "#app/domain/query.ts";
import { dueOn } from "#app/domain/task/reads.ts";
import { boolean, integer, textOf, typed, uuid } from "#db/query.ts";

const listRows = 8;

function openTasks(db: Source) {
  return db
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .where("projects.archived_at", "is", null)
    .where("tasks.status", "<>", "done");
}

const taskColumns = [
  "tasks.id",
  "tasks.project_id as projectId",
  "projects.name as projectName",
  "tasks.title",
  "tasks.status",
  "tasks.assignee_id as assigneeId",
  dueOn,
] as const;

/** Index: tasks_assigned. */
export const openTasksOf = tenantQuery((db, { userId }: { userId: string }) =>
  openTasks(db)
    .select(taskColumns)
    .where("tasks.assignee_id", "=", userId)
    .orderBy("tasks.due_on", (due) => due.asc().nullsLast())
    .orderBy("tasks.created_at")
    .orderBy("tasks.id")
    .limit(listRows),
);
export type DashboardTask = NonNullable<Awaited<ReturnType<typeof openTasksOf.first>>>;

/** `untilDay`: `YYYY-MM-DD`, included. Index: tasks_due. */
export const dueTasks = tenantQuery((db, { untilDay }: { untilDay: string }) =>
  openTasks(db)
    .select(taskColumns)
    .where("tasks.due_on", "<=", untilDay)
    .orderBy("tasks.due_on")
    .orderBy("tasks.id")
    .limit(listRows),
);

const kind = textOf<"project" | "task">();

/** Indexes: projects_changed, tasks_changed. */
export const recentChanges = tenantQuery((db) => {
  const changedProjects = db
    .selectFrom("projects")
    .select([
      typed(kind, sql`'project'`).as("kind"),
      "id",
      "id as projectId",
      "name",
      typed(uuid, sql`coalesce(updated_by, created_by)`).as("by"),
      "updated_at as at",
      typed(boolean, sql`updated_by is null`).as("isNew"),
    ])
    .orderBy("updated_at", "desc")
    .limit(listRows);
  const changedTasks = db
    .selectFrom("tasks")
    .select([
      typed(kind, sql`'task'`).as("kind"),
      "id",
      "project_id as projectId",
      "title as name",
      typed(uuid, sql`coalesce(updated_by, created_by)`).as("by"),
      "updated_at as at",
      typed(boolean, sql`updated_by is null`).as("isNew"),
    ])
    .orderBy("updated_at", "desc")
    .limit(listRows);
  return db
    .selectFrom(changedProjects.as("changed_projects"))
    .selectAll()
    .unionAll(db.selectFrom(changedTasks.as("changed_tasks")).selectAll())
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(listRows);
});
export type RecentChange = NonNullable<Awaited<ReturnType<typeof recentChanges.first>>>;

export const countedWork = 1_000;

/** Indexes: projects_active, tasks_assigned, tasks_due, each read up to `countedWork` rows. */
export const countWork = tenantQuery((db, { userId, today }: { userId: string; today: string }) => {
  const activeProjects = db.selectFrom("projects").select("id").where("archived_at", "is", null);
  const mine = openTasks(db).select("tasks.id").where("tasks.assignee_id", "=", userId);
  const overdue = openTasks(db).select("tasks.id").where("tasks.due_on", "<", today);
  return db.selectNoFrom([
    numberOf(activeProjects.limit(countedWork)).as("projects"),
    numberOf(mine.limit(countedWork)).as("myTasks"),
    numberOf(overdue.limit(countedWork)).as("overdueTasks"),
  ]);
});
export type WorkCounts = NonNullable<Awaited<ReturnType<typeof countWork.first>>>;

function numberOf(rows: Expression<{ id: string }>) {
  return typed(integer, sql`(select count(*)::int from ${rows} as counted)`);
}
