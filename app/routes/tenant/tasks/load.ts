import type { MemberEntry } from "#app/context.ts";
import { lockProject } from "#app/domain/project/project.ts";
import type { Project } from "#app/domain/project/table.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { findTaskFacts, type TaskFacts } from "#app/domain/task/reads.ts";
import type { Task } from "#app/domain/task/table.ts";
import { findTask } from "#app/domain/task/task.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import { requireId } from "#app/routes/params.ts";
import type { TenantReader, TenantWriter } from "#db/transaction.ts";

interface TaskParams {
  projectId: string;
  taskId: string;
}

/** The path's task, to be shown. @throws the 404 */
export async function requireTask(tx: TenantReader, params: TaskParams): Promise<TaskFacts> {
  const task = await findTaskFacts(tx, requireId(params.projectId), requireId(params.taskId));
  if (!task) throw notFound();
  return task;
}

/** The path's project, locked, for its tasks to be changed. @throws the 404, or the 403 if they may not be */
export async function requireOpenProject(
  tx: TenantWriter,
  entry: MemberEntry,
  params: { projectId: string },
): Promise<Project> {
  const project = await lockProject(tx, requireId(params.projectId));
  if (!project) throw notFound();
  if (!mayChangeTasks(entry, { isArchived: project.archivedAt != null })) throw forbidden();
  return project;
}

/** The path's task, to be changed, in its locked project. @throws the 404, or the 403 if it may not be */
export async function requireOpenTask(
  tx: TenantWriter,
  entry: MemberEntry,
  params: TaskParams,
): Promise<Task> {
  const project = await requireOpenProject(tx, entry, params);
  const task = await findTask(tx, project.id, requireId(params.taskId));
  if (!task) throw notFound();
  return task;
}
