import type { Actor } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { lockProject } from "#app/domain/project/project.ts";
import { taskById } from "#app/domain/task/reads.ts";
import type { TaskPath } from "#app/domain/task/task.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { mayComment, mayDeleteComment } from "./policy.ts";
import { Comment } from "./table.ts";

/** With an `id` and a text that the user has added a comment with, it does nothing more. */
export async function addComment(
  tx: TenantWriter,
  actor: Actor,
  { projectId, id: taskId }: TaskPath,
  { id, body }: { id?: string; body: string },
): Promise<Outcome> {
  if (!(await lockProject(tx, projectId))) return outcome.notFound;
  const task = await taskById.first(tx, { projectId, id: taskId });
  if (!task) return outcome.notFound;
  const isArchived = task.projectIsArchived;
  if (!mayComment(actor, { isArchived })) return isArchived ? outcome.archived : outcome.forbidden;
  const same = id && (await tx.em.findOne(Comment, { id }));
  if (same && same.authorId === tx.userId && same.body === body) return outcome.done();
  tx.em.create(Comment, { ...(id && !same && { id }), taskId, body, authorId: tx.userId });
  return outcome.done();
}

export async function deleteComment(
  tx: TenantWriter,
  actor: Actor,
  { projectId, id: taskId }: TaskPath,
  id: string,
): Promise<Outcome> {
  if (!(await lockProject(tx, projectId))) return outcome.notFound;
  const [task, comment] = await Promise.all([
    taskById.first(tx, { projectId, id: taskId }),
    tx.em.findOne(Comment, { id, taskId }),
  ]);
  if (!task || !comment) return outcome.notFound;
  if (!mayDeleteComment(actor, comment)) return outcome.forbidden;
  tx.em.remove(comment);
  return outcome.done();
}
