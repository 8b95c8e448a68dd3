import { randomUUIDv7 } from "node:crypto";
import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { addComment } from "#app/domain/comment/comment.ts";
import { requireDone } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { requireTask, taskPath } from "#app/routes/tenant/tasks/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { CommentForm } from "./form.tsx";
import { commentSchema } from "./schema.ts";

export const handle = access({ read: "comment:write", write: "comment:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Comment", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const path = taskPath(params);
  const { title } = await readTenant(memberEntryOf(context), (tx) => requireTask(tx, path));
  return { id: randomUUIDv7(), title };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const task = taskPath(params);
  const form = await readForm(request, context, commentSchema);
  if ("errors" in form) return refuse(form);
  requireDone(await writeTenant(entry, (tx) => addComment(tx, entry, task, form.value)));
  return redirect(`${href("/:tenant/projects/:projectId/tasks/:taskId", params)}#comments`);
}

export default function NewComment({ params, loaderData, actionData }: Route.ComponentProps) {
  return (
    <div className="page-narrow">
      <PageHeader
        title="Comment"
        context={
          <a className="link" href={href("/:tenant/projects/:projectId/tasks/:taskId", params)}>
            <bdi>{loaderData.title}</bdi>
          </a>
        }
      />
      <CommentForm
        newId={loaderData.id}
        action={href("/:tenant/projects/:projectId/tasks/:taskId/comments", params)}
        ofDocument={actionData}
      />
    </div>
  );
}
