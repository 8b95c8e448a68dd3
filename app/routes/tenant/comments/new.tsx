import { href, redirect } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { addComment } from "#app/domain/comment/comment.ts";
import { mayComment } from "#app/domain/comment/policy.ts";
import { access } from "#app/domain/membership/access.ts";
import { forbidden } from "#app/routes/answers.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { requireTask } from "#app/routes/tenant/tasks/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { CommentForm } from "./form.tsx";
import { commentSchema } from "./schema.ts";

export const handle = access({ read: "comment:write", write: "comment:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Comment", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  return readTenant(memberEntryOf(context), async (tx) => ({ title: (await requireTask(tx, params)).title }));
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, commentSchema);
  return writeTenant(entry, async (tx) => {
    const task = await requireTask(tx, params);
    if (!mayComment(entry, { isArchived: task.projectIsArchived })) throw forbidden();
    if ("errors" in form) return refuse(form);
    addComment(tx, task.id, form.value.body);
    return redirect(`${href("/:tenant/projects/:projectId/tasks/:taskId", params)}#comments`);
  });
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
        action={href("/:tenant/projects/:projectId/tasks/:taskId/comments", params)}
        answer={actionData}
      />
    </div>
  );
}
