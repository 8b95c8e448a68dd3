import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type Source, tenantQuery } from "#app/domain/query.ts";
import type { TenantReader } from "#db/transaction.ts";

function commentsOf(db: Source, taskId: string) {
  return db.selectFrom("comments").where("comments.task_id", "=", taskId);
}

const columns = [
  "comments.id",
  "comments.body",
  "comments.author_id as authorId",
  "comments.created_at as createdAt",
] as const;

/** Index: comments_pkey. */
export const commentById = tenantQuery((db, { taskId, id }: { taskId: string; id: string }) =>
  commentsOf(db, taskId).select(columns).where("comments.id", "=", id),
);
export type CommentRow = NonNullable<Awaited<ReturnType<typeof commentById.first>>>;

export const commentPageRows = 50;

/** Index: comments_of_task. */
const pageOfComments = tenantQuery((db, { taskId, page }: { taskId: string; page: number }) => {
  const counting = db.with("counted", (within) => commentsOf(within, taskId).select(countAll.as("total")));
  return commentsOf(counting, taskId)
    .select(totalCounted)
    .select(columns)
    .orderBy("comments.created_at")
    .orderBy("comments.id")
    .limit(commentPageRows)
    .offset(pageOffset(page, commentPageRows));
});

/** @param page counted from 1. */
export async function commentPage(tx: TenantReader, taskId: string, page: number) {
  return listPage(await pageOfComments(tx, { taskId, page }));
}
