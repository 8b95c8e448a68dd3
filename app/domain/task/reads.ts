import type { TenantReader } from "#db/transaction.ts";
import type { TaskStatus } from "./table.ts";

/** Cards drawn in a column of the board. The rest is in the list: nobody reads a column of a thousand. */
const columnCards = 100;
const countedComments = 100;

export interface CardRow {
  id: string;
  title: string;
  status: TaskStatus;
  assigneeId: string | null;
  /** `YYYY-MM-DD`. */
  dueOn: string | null;
  /** Counted up to `countedComments`. */
  comments: number;
}

const cardColumns = `t.id, t.title, t.status, t.assignee_id as "assigneeId", t.due_on::text as "dueOn"`;
const commentCount = `(
  select count(*)::int
  from (
    select from tenant.comments c where c.tenant_id = $1 and c.task_id = t.id limit ${countedComments}
  ) as said
)`;

/** The first cards of each column, in their order. Indexes: tasks_board, comments_of_task. */
export function boardCards(tx: TenantReader, projectId: string): Promise<CardRow[]> {
  return tx.rows(
    `select card.*
     from unnest(array['todo', 'doing', 'done']) as board (status)
     cross join lateral (
       select ${cardColumns}, t.position, ${commentCount} as comments
       from tenant.tasks t
       where t.tenant_id = $1 and t.project_id = $2 and t.status = board.status
       order by t.position, t.id
       limit ${columnCards}
     ) as card
     order by card.position, card.id`,
    [tx.tenantId, projectId],
  );
}

/** How many tasks a project has in each status. Index: tasks_board. */
export async function countTasks(tx: TenantReader, projectId: string): Promise<Record<TaskStatus, number>> {
  const counts = await tx.rows<{ status: TaskStatus; total: number }>(
    `select status, count(*)::int as total
     from tenant.tasks
     where tenant_id = $1 and project_id = $2
     group by status`,
    [tx.tenantId, projectId],
  );
  return { todo: 0, doing: 0, done: 0, ...Object.fromEntries(counts.map((row) => [row.status, row.total])) };
}

export interface TaskFilter {
  status: TaskStatus | null;
  /** A person's id, `none` for tasks that nobody has, or null for all. */
  assignee: string | null;
  /** By day, those without one last; or as on the board. */
  sort: "due" | "position";
  /** Counted from 1. */
  page: number;
}

export const taskPageRows = 20;

const orders = {
  due: "due_on nulls last, position, id",
  position: "array_position(array['todo', 'doing', 'done'], status), position, id",
};

/** One page of a project's tasks, with the number of those that match. Indexes: tasks_board, comments_of_task. */
export async function taskPage(
  tx: TenantReader,
  projectId: string,
  { status, assignee, sort, page }: TaskFilter,
): Promise<{ rows: CardRow[]; total: number }> {
  const rows = await tx.rows<CardRow & { total: number }>(
    `with matching as materialized (
       select id, title, status, assignee_id, due_on, position
       from tenant.tasks
       where tenant_id = $1 and project_id = $2
         and ($3::text is null or status = $3)
         and ($4::text is null or coalesce(assignee_id::text, 'none') = $4)
     )
     select counted.total, listed.*
     from (select count(*)::int as total from matching) as counted
     left join lateral (
       select ${cardColumns}, ${commentCount} as comments
       from (
         select *, row_number() over (order by ${orders[sort]}) as place
         from matching
         order by place
         limit ${taskPageRows}
         offset least($5::int - 1, greatest(0, counted.total - 1) / ${taskPageRows}) * ${taskPageRows}
       ) as t
       order by place
     ) as listed on true`,
    [tx.tenantId, projectId, status, assignee, page],
  );
  return { rows: rows.filter((row) => row.id !== null), total: rows[0]?.total ?? 0 };
}

export interface TaskFacts {
  id: string;
  projectId: string;
  projectName: string;
  projectIsArchived: boolean;
  title: string;
  description: string;
  status: TaskStatus;
  assigneeId: string | null;
  dueOn: string | null;
  createdBy: string;
  createdAt: Date;
  version: number;
}

/** One task of a project, with the project's name, or null. Indexes: tasks_pkey, projects_pkey. */
export async function findTaskFacts(
  tx: TenantReader,
  projectId: string,
  id: string,
): Promise<TaskFacts | null> {
  const [task] = await tx.rows<TaskFacts>(
    `select ${cardColumns}, t.project_id as "projectId", p.name as "projectName",
       p.archived_at is not null as "projectIsArchived", t.description, t.created_by as "createdBy",
       t.created_at as "createdAt", t.version
     from tenant.tasks t
     join tenant.projects p on p.tenant_id = t.tenant_id and p.id = t.project_id
     where t.tenant_id = $1 and t.project_id = $2 and t.id = $3`,
    [tx.tenantId, projectId, id],
  );
  return task ?? null;
}

/** A task as a mail about it tells it, if it is still this person's. Indexes: tasks_pkey, projects_pkey. */
export async function findAssignedTask(
  tx: TenantReader,
  id: string,
  assigneeId: string,
): Promise<{ title: string; projectId: string; projectName: string } | null> {
  const [task] = await tx.rows<{ title: string; projectId: string; projectName: string }>(
    `select t.title, t.project_id as "projectId", p.name as "projectName"
     from tenant.tasks t
     join tenant.projects p on p.tenant_id = t.tenant_id and p.id = t.project_id
     where t.tenant_id = $1 and t.id = $2 and t.assignee_id = $3::uuid`,
    [tx.tenantId, id, assigneeId],
  );
  return task ?? null;
}
