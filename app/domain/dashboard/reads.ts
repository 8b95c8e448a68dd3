import type { TaskStatus } from "#app/domain/task/table.ts";
import type { TenantReader } from "#db/transaction.ts";

export interface DashboardTask {
  id: string;
  projectId: string;
  projectName: string;
  title: string;
  status: TaskStatus;
  assigneeId: string | null;
  /** `YYYY-MM-DD`. */
  dueOn: string | null;
}

const dashboardTask = `t.id, t.project_id as "projectId", p.name as "projectName", t.title, t.status,
  t.assignee_id as "assigneeId", t.due_on::text as "dueOn"`;
// The work of archived projects rests with them.
const activeProject = `join tenant.projects p
  on p.tenant_id = t.tenant_id and p.id = t.project_id and p.archived_at is null`;

/** The acting person's open tasks, the most urgent first. Index: tasks_assigned. */
export function myOpenTasks(tx: TenantReader, limit: number): Promise<DashboardTask[]> {
  return tx.rows(
    `select ${dashboardTask}
     from tenant.tasks t ${activeProject}
     where t.tenant_id = $1 and t.assignee_id = $2 and t.status <> 'done'
     order by t.due_on nulls last, t.created_at, t.id
     limit $3`,
    [tx.tenantId, tx.userId, limit],
  );
}

/** Everybody's open tasks that are due up to a day (`YYYY-MM-DD`), the longest overdue first. Index: tasks_due. */
export function dueTasks(tx: TenantReader, untilDay: string, limit: number): Promise<DashboardTask[]> {
  return tx.rows(
    `select ${dashboardTask}
     from tenant.tasks t ${activeProject}
     where t.tenant_id = $1 and t.status <> 'done' and t.due_on <= $2::date
     order by t.due_on, t.id
     limit $3`,
    [tx.tenantId, untilDay, limit],
  );
}

export interface RecentChange {
  kind: "project" | "task";
  id: string;
  projectId: string;
  name: string;
  /** Who changed it last, or who made it. */
  by: string;
  at: Date;
  isNew: boolean;
}

/** What changed lately, the newest first. Indexes: projects_changed, tasks_changed. */
export function recentChanges(tx: TenantReader, limit: number): Promise<RecentChange[]> {
  return tx.rows(
    `(
       select 'project' as kind, id, id as "projectId", name, coalesce(updated_by, created_by) as by,
         updated_at as at, updated_by is null as "isNew"
       from tenant.projects
       where tenant_id = $1
       order by updated_at desc
       limit $2
     ) union all (
       select 'task', id, project_id, title, coalesce(updated_by, created_by), updated_at, updated_by is null
       from tenant.tasks
       where tenant_id = $1
       order by updated_at desc
       limit $2
     )
     order by at desc, id desc
     limit $2`,
    [tx.tenantId, limit],
  );
}

export interface WorkCounts {
  projects: number;
  myTasks: number;
  overdueTasks: number;
}

/** Counted up to this. */
const countedWork = 1_000;

/** How much there is to do. Indexes: projects_active, tasks_assigned, tasks_due, each read up to `countedWork` rows. */
export async function countWork(tx: TenantReader, today: string): Promise<WorkCounts> {
  const [counts] = await tx.rows<WorkCounts>(
    `select
       (select count(*)::int from (
         select from tenant.projects where tenant_id = $1 and archived_at is null limit ${countedWork}
       ) as counted) as projects,
       (select count(*)::int from (
         select from tenant.tasks t ${activeProject}
         where t.tenant_id = $1 and t.assignee_id = $2 and t.status <> 'done' limit ${countedWork}
       ) as counted) as "myTasks",
       (select count(*)::int from (
         select from tenant.tasks t ${activeProject}
         where t.tenant_id = $1 and t.status <> 'done' and t.due_on < $3::date limit ${countedWork}
       ) as counted) as "overdueTasks"`,
    [tx.tenantId, tx.userId, today],
  );
  return counts ?? { projects: 0, myTasks: 0, overdueTasks: 0 };
}
