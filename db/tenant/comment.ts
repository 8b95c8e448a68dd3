import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "./owned.ts";

const schema = defineEntity({
  name: "Comment",
  tableName: "comments",
  schema: "tenant",
  properties: {
    ...owned,
    taskId: p.uuid(),
    body: p.text(),
    authorId: p.uuid(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
});

/** What somebody said about a task. */
export class Comment extends schema.class {}
schema.setClass(Comment);
