import type { TenantWriter } from "#db/transaction.ts";
import { Comment } from "./table.ts";

/** Says something about a task, as the acting person. */
export function addComment({ em, userId }: TenantWriter, taskId: string, body: string): Comment {
  return em.create(Comment, { taskId, body, authorId: userId });
}

/** A comment on a task, or null. */
export function findComment({ em }: TenantWriter, taskId: string, id: string): Promise<Comment | null> {
  return em.findOne(Comment, { id, taskId });
}
