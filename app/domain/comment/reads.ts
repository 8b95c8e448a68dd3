import type { TenantReader } from "#db/transaction.ts";

export interface CommentRow {
  id: string;
  body: string;
  authorId: string;
  createdAt: Date;
}

/** One comment on a task, or null. Index: comments_pkey. */
export async function findCommentRow(
  tx: TenantReader,
  taskId: string,
  id: string,
): Promise<CommentRow | null> {
  const [comment] = await tx.rows<CommentRow>(
    `select id, body, author_id as "authorId", created_at as "createdAt"
     from tenant.comments where tenant_id = $1 and task_id = $2 and id = $3`,
    [tx.tenantId, taskId, id],
  );
  return comment ?? null;
}

export const commentPageRows = 50;

/** One page of a task's comments, oldest first; past the last page the last is given. Index: comments_of_task. */
export async function commentPage(
  tx: TenantReader,
  taskId: string,
  page: number,
): Promise<{ rows: CommentRow[]; total: number }> {
  const rows = await tx.rows<CommentRow & { total: number }>(
    `select counted.total, said.*
     from (select count(*)::int as total from tenant.comments where tenant_id = $1 and task_id = $2) as counted
     left join lateral (
       select id, body, author_id as "authorId", created_at as "createdAt"
       from tenant.comments
       where tenant_id = $1 and task_id = $2
       order by created_at, id
       limit ${commentPageRows}
       offset least($3::int - 1, greatest(0, counted.total - 1) / ${commentPageRows}) * ${commentPageRows}
     ) as said on true
     order by said."createdAt", said.id`,
    [tx.tenantId, taskId, page],
  );
  return { rows: rows.filter((row) => row.id !== null), total: rows[0]?.total ?? 0 };
}
