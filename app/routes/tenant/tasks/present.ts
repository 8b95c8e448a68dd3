import { upTo } from "#app/base/number-text.ts";
import { mayComment, mayDeleteComment } from "#app/domain/comment/policy.ts";
import type { CommentRow } from "#app/domain/comment/reads.ts";
import type { Actor } from "#app/domain/membership/permissions.ts";
import { nameOf } from "#app/domain/membership/reads.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { type CardRow, countedComments, type TaskFacts } from "#app/domain/task/reads.ts";
import type { TaskStatus } from "#app/domain/task/status.ts";
import { taskText } from "#app/domain/task/table.ts";
import type { PresentedCard } from "./board-order.ts";

/** Pages get what they show of tasks and comments, and nothing else. */

export function presentCard(row: CardRow, names: ReadonlyMap<string, string>, today: string): PresentedCard {
  const { id, title, status, dueOn } = row;
  const assignee = row.assigneeId && nameOf(names, row.assigneeId);
  const comments = row.comments === 0 ? null : upTo(countedComments, row.comments);
  return { id, title, status, assignee, dueOn, isOverdue: isOverdue(row, today), comments };
}

/** Days are compared as text. */
export function isOverdue(task: { status: TaskStatus; dueOn: string | null }, today: string): boolean {
  return task.status !== "done" && task.dueOn !== null && task.dueOn < today;
}

export function presentTask(task: TaskFacts, names: ReadonlyMap<string, string>, today: string) {
  return {
    id: task.id,
    title: task.title,
    description: task.description,
    status: task.status,
    assignee: task.assigneeId && nameOf(names, task.assigneeId),
    dueOn: task.dueOn,
    isOverdue: isOverdue(task, today),
    createdBy: nameOf(names, task.createdBy),
    createdAt: task.createdAt.toISOString(),
    project: { id: task.projectId, name: task.projectName, isArchived: task.projectIsArchived },
  };
}

export function presentTaskText(task: TaskFacts) {
  return { ...taskText(task), version: task.version };
}

export function presentComment(comment: CommentRow, names: ReadonlyMap<string, string>, actor: Actor) {
  return {
    id: comment.id,
    body: comment.body,
    author: nameOf(names, comment.authorId),
    createdAt: comment.createdAt.toISOString(),
    mayDelete: mayDeleteComment(actor, comment),
  };
}

/** What a task's page offers. The actions ask the same. */
export function taskPermissions(actor: Actor, { projectIsArchived }: TaskFacts) {
  const project = { isArchived: projectIsArchived };
  return { change: mayChangeTasks(actor, project), comment: mayComment(actor, project) };
}
