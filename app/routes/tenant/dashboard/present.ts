import type { DashboardTask, RecentChange } from "#app/domain/dashboard/reads.ts";
import { nameOf } from "#app/routes/tenant/name-of.ts";
import { isOverdue } from "#app/routes/tenant/tasks/present.ts";

/** What the dashboard shows of tasks and changes, and nothing else. */

export function presentDashboardTask(task: DashboardTask, names: ReadonlyMap<string, string>, today: string) {
  const { id, projectId, projectName, title, dueOn, assigneeId } = task;
  const assignee = assigneeId && nameOf(names, assigneeId);
  return { id, projectId, projectName, title, assignee, dueOn, isOverdue: isOverdue(task, today) };
}

export function presentChange(change: RecentChange, names: ReadonlyMap<string, string>) {
  const { kind, id, projectId, name, by, at, isNew } = change;
  return { kind, id, projectId, name, by: nameOf(names, by), at: at.toISOString(), isNew };
}
