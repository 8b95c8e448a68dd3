import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "#db/entity-columns.ts";

export const comments = defineEntity({
  name: "Comment",
  tableName: "comments",
  schema: "tenant",
  properties: {
    ...owned,
    taskId: p.uuid(),
    body: p.text(),
    authorId: p.uuid(),
    createdAt: p.datetime().defaultRaw("now()"),
  },
});

export class Comment extends comments.class {}
comments.setClass(Comment);
