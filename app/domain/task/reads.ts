import { type ExpressionBuilder, sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type DatabaseTables, type Source, tenantQuery } from "#app/domain/query.ts";
import { boolean, nullable, text, typed } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";
import { type TaskStatus, taskStatuses } from "./status.ts";

const columnCards = 100;
export const countedComments = 100;

/** `YYYY-MM-DD`: pg would make a moment of a day. */
export const dueOn = typed(nullable(text), sql`due_on::text`).as("dueOn");

function cardColumns(task: ExpressionBuilder<DatabaseTables, "tasks">) {
  return [
    "tasks.id",
    "tasks.title",
    "tasks.status",
    "tasks.assignee_id as assigneeId",
    dueOn,
    task
      .selectFrom(
        task
          .selectFrom("comments")
          .select("comments.id")
          .whereRef("comments.task_id", "=", "tasks.id")
          .limit(countedComments)
          .as("said"),
      )
      .select(countAll.as("count"))
      .$asScalar()
      .$notNull()
      .as("comments"),
  ] as const;
}

const statuses = sql`array[${sql.join(taskStatuses)}]`;

/** Indexes: tasks_board, comments_of_task. */
export const boardCards = tenantQuery((db, { projectId }: { projectId: string }) =>
  db
    .selectFrom(sql<{ status: TaskStatus }>`unnest(${statuses})`.as<"board">(sql`board (status)`))
    .innerJoinLateral(
      (column) =>
        column
          .selectFrom("tasks")
          .select(cardColumns)
          .select("tasks.position")
          .where("tasks.project_id", "=", projectId)
          .whereRef("tasks.status", "=", "board.status")
          .orderBy("tasks.position")
          .orderBy("tasks.id")
          .limit(columnCards)
          .as("card"),
      (join) => join.onTrue(),
    )
    .selectAll("card")
    .orderBy("card.position")
    .orderBy("card.id"),
);
export type CardRow = Omit<NonNullable<Awaited<ReturnType<typeof boardCards.first>>>, "position">;

/** Index: tasks_board. */
const countsByStatus = tenantQuery((db, { projectId }: { projectId: string }) =>
  db
    .selectFrom("tasks")
    .select(["status", countAll.as("total")])
    .where("project_id", "=", projectId)
    .groupBy("status"),
);

export async function countTasks(tx: TenantReader, projectId: string): Promise<Record<TaskStatus, number>> {
  const counts = await countsByStatus(tx, { projectId });
  return { todo: 0, doing: 0, done: 0, ...Object.fromEntries(counts.map((row) => [row.status, row.total])) };
}

export interface TaskFilter {
  status: TaskStatus | null;
  /** A user's id, `none` for tasks without an assignee, or null for all. */
  assignee: string | null;
  /** `due`: tasks without a day come last. `position`: as on the board. */
  sort: "due" | "position";
  /** Counted from 1. */
  page: number;
}

export const taskPageRows = 20;

export async function taskPage(
  tx: TenantReader,
  projectId: string,
  { sort, status, assignee, page }: TaskFilter,
) {
  return listPage(await pagesBy[sort](tx, { projectId, status, assignee, page }));
}

interface Wanted extends Omit<TaskFilter, "sort"> {
  projectId: string;
}

function matching(db: Source, { projectId, status, assignee }: Omit<Wanted, "page">) {
  return db
    .selectFrom("tasks")
    .where("tasks.project_id", "=", projectId)
    .where(sql<boolean>`(${status}::text is null or status = ${status})`)
    .where(sql<boolean>`(${assignee}::text is null or coalesce(assignee_id::text, 'none') = ${assignee})`);
}

/** Indexes: tasks_board, comments_of_task. */
function pageBy(order: TaskFilter["sort"]) {
  return tenantQuery((db, { projectId, status, assignee, page }: Wanted) => {
    const filter = { projectId, status, assignee };
    const counting = db.with("counted", (within) => matching(within, filter).select(countAll.as("total")));
    return matching(counting, filter)
      .select(totalCounted)
      .select(cardColumns)
      .$if(order === "due", (query) => query.orderBy("tasks.due_on", (due) => due.asc().nullsLast()))
      .$if(order === "position", (query) => query.orderBy(sql`array_position(${statuses}, status)`))
      .orderBy("tasks.position")
      .orderBy("tasks.id")
      .limit(taskPageRows)
      .offset(pageOffset(page, taskPageRows));
  });
}

const pagesBy = { due: pageBy("due"), position: pageBy("position") };

/** Indexes: tasks_pkey, projects_pkey. */
export const taskById = tenantQuery((db, { projectId, id }: { projectId: string; id: string }) =>
  db
    .selectFrom("tasks")
    .innerJoin("projects", "projects.id", "tasks.project_id")
    .select([
      "tasks.id",
      "tasks.title",
      "tasks.status",
      "tasks.assignee_id as assigneeId",
      dueOn,
      "tasks.project_id as projectId",
      "projects.name as projectName",
      typed(boolean, sql`archived_at is not null`).as("projectIsArchived"),
      "tasks.description",
      "tasks.created_by as createdBy",
      "tasks.created_at as createdAt",
      "tasks.version",
    ])
    .where("tasks.project_id", "=", projectId)
    .where("tasks.id", "=", id),
);
export type TaskFacts = NonNullable<Awaited<ReturnType<typeof taskById.first>>>;

/** Null if the task has another assignee by now. Index: tasks_pkey. */
export const assignedTask = tenantQuery((db, { id, assigneeId }: { id: string; assigneeId: string }) =>
  db.selectFrom("tasks").select("id").where("id", "=", id).where("assignee_id", "=", assigneeId),
);
