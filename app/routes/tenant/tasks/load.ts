import type { Actor } from "#app/domain/membership/permissions.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { type TaskFacts, taskById } from "#app/domain/task/reads.ts";
import type { TaskPath } from "#app/domain/task/task.ts";
import { requireId } from "#app/routes/params.ts";
import { archivedResponse, forbiddenResponse, notFoundResponse } from "#app/routes/responses.ts";
import type { TenantReader } from "#db/transaction.ts";

/** @throws the 404 if they can't be ids */
export function taskPath(params: { projectId: string; taskId: string }): TaskPath {
  return { projectId: requireId(params.projectId), id: requireId(params.taskId) };
}

/** @throws the 404 */
export async function requireTask(tx: TenantReader, path: TaskPath): Promise<TaskFacts> {
  const task = await taskById.first(tx, path);
  if (!task) throw notFoundResponse();
  return task;
}

/** @throws the 403 */
export function requireOpen(actor: Actor, project: { isArchived: boolean }): void {
  if (mayChangeTasks(actor, project)) return;
  throw project.isArchived ? archivedResponse() : forbiddenResponse();
}

/** @throws the 404, or the 403 */
export async function requireTaskToChange(
  tx: TenantReader,
  actor: Actor,
  path: TaskPath,
): Promise<TaskFacts> {
  const task = await requireTask(tx, path);
  requireOpen(actor, { isArchived: task.projectIsArchived });
  return task;
}
