import { randomUUIDv7 } from "node:crypto";
import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf, requestContext } from "#app/context.ts";
import { membersByName } from "#app/domain/membership/reads.ts";
import { createTask } from "#app/domain/task/task.ts";
import { answer } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { queryOf, requireId } from "#app/routes/params.ts";
import { requireProject } from "#app/routes/tenant/projects/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { TaskForm } from "./form.tsx";
import { requireOpen } from "./load.ts";
import { assigneeRefused, newTaskQuery, newTaskSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New task", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const projectId = requireId(params.projectId);
  const [project, people] = await readTenant(entry, (tx) =>
    Promise.all([requireProject(tx, projectId), membersByName(tx)]),
  );
  requireOpen(entry, project);
  return { id: randomUUIDv7(), project: project.name, people, ...queryOf(request, newTaskQuery) };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const projectId = requireId(params.projectId);
  const { id: traceId } = context.get(requestContext);
  const form = await readForm(request, context, newTaskSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(entry, (tx) => createTask(tx, entry, projectId, form.value, traceId));
  return answer(context, outcome, {
    given: form.given,
    refused: { "assignee-no-member": assigneeRefused },
    done: () => redirect(href("/:tenant/projects/:projectId", params)),
  });
}

export default function NewTask({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <div className="page-narrow">
      <PageHeader title="New task" context={<bdi>{loaderData.project}</bdi>} />
      <TaskForm
        newId={loaderData.id}
        task={{ status: loaderData.status }}
        people={loaderData.people}
        post={post}
        submit="Create task"
        cancelHref={href("/:tenant/projects/:projectId", params)}
      />
    </div>
  );
}
