import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { deleteComment } from "#app/domain/comment/comment.ts";
import { mayDeleteComment } from "#app/domain/comment/policy.ts";
import { commentById } from "#app/domain/comment/reads.ts";
import { requireDone } from "#app/routes/answer.ts";
import { requireId } from "#app/routes/params.ts";
import { forbiddenResponse, notFoundResponse } from "#app/routes/responses.ts";
import { requireTask, taskPath } from "#app/routes/tenant/tasks/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/delete.ts";

export const handle = access({ read: "comment:write", write: "comment:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Delete comment", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  const id = requireId(params.commentId);
  const [, comment] = await readTenant(entry, (tx) =>
    Promise.all([requireTask(tx, path), commentById.first(tx, { taskId: path.id, id })]),
  );
  if (!comment) throw notFoundResponse();
  if (!mayDeleteComment(entry, comment)) throw forbiddenResponse();
  return { body: comment.body };
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const task = taskPath(params);
  const id = requireId(params.commentId);
  requireDone(await writeTenant(entry, (tx) => deleteComment(tx, entry, task, id)));
  return redirect(`${href("/:tenant/projects/:projectId/tasks/:taskId", params)}#comments`);
}

export default function DeleteComment({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <AskFirst
      post={post}
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
