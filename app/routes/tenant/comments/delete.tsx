import { href, redirect } from "react-router";
import { type TenantDoor, tenantDoorOf } from "#app/context.ts";
import { type Comment, findComment } from "#app/domain/comment/comment.ts";
import { mayDeleteComment } from "#app/domain/comment/policy.ts";
import { access } from "#app/domain/membership/access.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import { requireId } from "#app/routes/params.ts";
import { requireTask } from "#app/routes/tenant/tasks/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { type TenantTransaction, withTenant } from "#db/transaction.ts";
import type { Route } from "./+types/delete.ts";

export const handle = access({ read: "comment:write", write: "comment:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Delete comment", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const door = tenantDoorOf(context);
  return withTenant(door, async (tx) => ({ body: (await requireDeletable(tx, door, params)).body }));
}

export async function action({ params, context }: Route.ActionArgs) {
  const door = tenantDoorOf(context);
  return withTenant(door, async (tx) => {
    tx.em.remove(await requireDeletable(tx, door, params));
    return redirect(`${href("/:tenant/projects/:projectId/tasks/:taskId", params)}#comments`);
  });
}

/** @throws the 404, or the 403 if it is somebody else's */
async function requireDeletable(
  tx: TenantTransaction,
  door: TenantDoor,
  params: Route.LoaderArgs["params"],
): Promise<Comment> {
  const task = await requireTask(tx, params);
  const comment = await findComment(tx, task.id, requireId(params.commentId));
  if (!comment) throw notFound();
  if (!mayDeleteComment(door, comment)) throw forbidden();
  return comment;
}

export default function DeleteComment({ params, loaderData }: Route.ComponentProps) {
  return (
    <AskFirst
      title="Delete this comment?"
      context="This can't be undone."
      confirm="Delete comment"
      cancelHref={`${href("/:tenant/projects/:projectId/tasks/:taskId", params)}#comments`}
    >
      <blockquote className="card card-body max-h-60 overflow-auto whitespace-pre-wrap" dir="auto">
        {loaderData.body}
      </blockquote>
    </AskFirst>
  );
}
