import type { TenantWriter } from "#db/transaction.ts";
import { Task, type TaskText } from "./table.ts";

/** Adds a task of the acting person's, at a position that the board has given. */
export function addTask(
  { em, userId }: TenantWriter,
  projectId: string,
  { title, description, status, assigneeId, dueOn }: TaskText,
  position: string,
): Task {
  const text = { title, description, status, assigneeId, dueOn };
  return em.create(Task, { ...text, projectId, position, createdBy: userId });
}

/** A task of a project that was locked (`lockProject`), or null. */
export function findTask({ em }: TenantWriter, projectId: string, id: string): Promise<Task | null> {
  return em.findOne(Task, { id, projectId });
}
