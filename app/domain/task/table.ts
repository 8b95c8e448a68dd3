import { defineEntity, p } from "@mikro-orm/core";
import { authored, owned } from "#db/owned.ts";
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

export interface TaskText {
  title: string;
  description: string;
  status: TaskStatus;
  /** A member, or a former one who had the task already. */
  assigneeId: string | null;
  /** `YYYY-MM-DD`. */
  dueOn: string | null;
}

export class Task extends tasks.class {
  rewrite({ title, description, status, assigneeId, dueOn }: TaskText, by: string): void {
    Object.assign(this, { title, description, status, assigneeId, dueOn, updatedBy: by });
  }

  /** To another column, at a position that the board has given. Within a column, use `reposition`. */
  advance(status: TaskStatus, position: string, by: string): void {
    Object.assign(this, { status, position, updatedBy: by });
  }
}
tasks.setClass(Task);
