import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "#db/owned.ts";
import type { TenantWriter } from "#db/transaction.ts";

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

/** Says something about a task, as the acting person. */
export function addComment({ em, userId }: TenantWriter, taskId: string, body: string): Comment {
  return em.create(Comment, { taskId, body, authorId: userId });
}

/** A comment on a task, or null. */
export function findComment({ em }: TenantWriter, taskId: string, id: string): Promise<Comment | null> {
  return em.findOne(Comment, { id, taskId });
}
