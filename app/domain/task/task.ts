import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "#db/owned.ts";
import type { TenantWriter } from "#db/transaction.ts";

export const taskStatuses = ["todo", "doing", "done"] as const;
export type TaskStatus = (typeof taskStatuses)[number];

const schema = defineEntity({
  name: "Task",
  tableName: "tasks",
  schema: "tenant",
  properties: {
    ...owned,
    projectId: p.uuid(),
    title: p.string(),
    description: p.text().default(""),
    status: p.string().$type<TaskStatus>().default("todo"),
    position: p.string(),
    assigneeId: p.uuid().nullable(),
    dueOn: p.date().nullable(),
    createdBy: p.uuid(),
    createdAt: p.datetime().onCreate(() => new Date()),
    updatedBy: p.uuid().nullable(),
    updatedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
});

/** What people write about a task. */
export interface TaskText {
  title: string;
  description: string;
  status: TaskStatus;
  /** Somebody who is in the tenant: ask `isMember` before. */
  assigneeId: string | null;
  /** A day, `YYYY-MM-DD`. */
  dueOn: string | null;
}

/** Something to be done in a project: a card on its board. Where it stands there is the board's to say (board.ts). */
export class Task extends schema.class {
  rewrite({ title, description, status, assigneeId, dueOn }: TaskText, by: string): void {
    Object.assign(this, { title, description, status, assigneeId, dueOn, updatedBy: by });
  }

  /** Takes it to another column, to a position that the board has given. For its own column, see `reposition`. */
  advance(status: TaskStatus, position: string, by: string): void {
    Object.assign(this, { status, position, updatedBy: by });
  }
}
schema.setClass(Task);

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
