import { defineEntity, p } from "@mikro-orm/core";
import { authored, owned } from "#db/entity-columns.ts";
import type { TaskStatus } from "./status.ts";

export const tasks = defineEntity({
  name: "Task",
  tableName: "tasks",
  schema: "tenant",
  properties: {
    ...owned,
    ...authored,
    projectId: p.uuid(),
    title: p.string(),
    description: p.text().default(""),
    status: p.string().$type<TaskStatus>().default("todo"),
    position: p.string(),
    assigneeId: p.uuid().nullable(),
    dueOn: p.date().nullable(),
  },
});

/** What people write. */
export interface TaskText {
  title: string;
  description: string;
  status: TaskStatus;
  /** A member, or a former one who had the task already. */
  assigneeId: string | null;
  /** `YYYY-MM-DD`. */
  dueOn: string | null;
}

/** These columns alone, whatever else the object has. */
export function taskText(task: Pick<Task, keyof TaskText>): TaskText {
  const { title, description, status, assigneeId = null, dueOn = null } = task;
  return { title, description, status, assigneeId, dueOn };
}

export class Task extends tasks.class {
  rewrite(text: TaskText, by: string): void {
    Object.assign(this, taskText(text), { updatedBy: by });
  }

  /** To another column, at a position that the board has given. Within a column, use `reposition`. */
  advance(status: TaskStatus, position: string, by: string): void {
    Object.assign(this, { status, position, updatedBy: by });
  }
}
tasks.setClass(Task);
