import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "./owned.ts";

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
    updatedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  },
});

/** Something to be done in a project: a card on its board. */
export class Task extends schema.class {}
schema.setClass(Task);
