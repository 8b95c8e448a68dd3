import type { Actor } from "#app/domain/membership/permissions.ts";
import { isMember } from "#app/domain/membership/reads.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { lockProject } from "#app/domain/project/project.ts";
import type { Project } from "#app/domain/project/table.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { announceAssignment } from "./assignment.ts";
import { type Place, positionAt, reposition } from "./board.ts";
import { mayChangeTasks } from "./policy.ts";
import { Task, type TaskText, taskText } from "./table.ts";

export interface TaskPath {
  projectId: string;
  id: string;
}

type TaskRefusal = "assignee-no-member";

/** With an `id` and a text that the user has created a task with, it does nothing more. */
export async function createTask(
  tx: TenantWriter,
  actor: Actor,
  projectId: string,
  { id, ...text }: TaskText & { id?: string },
  traceId: string,
): Promise<Outcome<{ id: string }, TaskRefusal>> {
  const found = await openProject(tx, actor, projectId);
  if (found.kind !== "done") return found;
  const same = id && (await tx.em.findOne(Task, { id }));
  if (same && same.createdBy === tx.userId && outcome.isSame(taskText(same), taskText(text)))
    return outcome.done({ id: same.id });
  if (!(await mayBeGiven(tx, text.assigneeId))) return outcome.refused("assignee-no-member");
  const position = await positionAt(tx, projectId, { status: text.status });
  const task = tx.em.create(Task, {
    ...(id && !same && { id }),
    ...taskText(text),
    projectId,
    position,
    createdBy: tx.userId,
  });
  await tx.em.flush();
  await announceAssignment(tx, task, traceId);
  return outcome.done({ id: task.id });
}

export interface TaskEdit extends TaskText {
  version: number;
}

export async function rewriteTask(
  tx: TenantWriter,
  actor: Actor,
  path: TaskPath,
  { version, ...text }: TaskEdit,
  traceId: string,
): Promise<Outcome<undefined, TaskRefusal, TaskEdit>> {
  const found = await openTask(tx, actor, path);
  if (found.kind !== "done") return found;
  const task = found.value;
  const { status, assigneeId } = task;
  if (task.version !== version)
    return outcome.staleUnlessSame({ ...taskText(task), version: task.version }, taskText(text));
  if (!(await mayBeGiven(tx, text.assigneeId, assigneeId))) return outcome.refused("assignee-no-member");
  task.rewrite(text, tx.userId);
  if (text.status !== status) {
    task.advance(
      text.status,
      await positionAt(tx, path.projectId, { status: text.status }, task.id),
      tx.userId,
    );
  }
  if (text.assigneeId !== assigneeId) await announceAssignment(tx, task, traceId);
  return outcome.done();
}

/** No move is refused for being late: the neighbours are those of now. */
export async function moveTask(
  tx: TenantWriter,
  actor: Actor,
  path: TaskPath,
  place: Place,
): Promise<Outcome> {
  const found = await openTask(tx, actor, path);
  if (found.kind !== "done") return found;
  const task = found.value;
  const position = await positionAt(tx, path.projectId, place, task.id);
  if (task.status === place.status) await reposition(tx, { id: task.id, position });
  else task.advance(place.status, position, tx.userId);
  return outcome.done();
}

/** Its comments go with it. */
export async function deleteTask(tx: TenantWriter, actor: Actor, path: TaskPath): Promise<Outcome> {
  const found = await openTask(tx, actor, path);
  if (found.kind !== "done") return found;
  tx.em.remove(found.value);
  return outcome.done();
}

async function openProject(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome<Project>> {
  const project = await lockProject(tx, id);
  if (!project) return outcome.notFound;
  const isArchived = project.archivedAt != null;
  if (mayChangeTasks(actor, { isArchived })) return outcome.done(project);
  return isArchived ? outcome.archived : outcome.forbidden;
}

async function openTask(tx: TenantWriter, actor: Actor, { projectId, id }: TaskPath): Promise<Outcome<Task>> {
  const found = await openProject(tx, actor, projectId);
  if (found.kind !== "done") return found;
  const task = await tx.em.findOne(Task, { id, projectId });
  return task ? outcome.done(task) : outcome.notFound;
}

async function mayBeGiven(tx: TenantWriter, to: string | null, before?: string | null): Promise<boolean> {
  return !to || to === before || (await isMember(tx, to));
}
