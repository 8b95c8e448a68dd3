import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf, requestContext } from "#app/context.ts";
import { membersByName } from "#app/domain/membership/reads.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { createTask } from "#app/domain/task/task.ts";
import { answer } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { queryOf, requireId } from "#app/routes/params.ts";
import { forbiddenResponse } from "#app/routes/responses.ts";
import { requireProject } from "#app/routes/tenant/projects/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { TaskForm } from "./form.tsx";
import { assigneeRefused, newTaskQuery, taskSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New task", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const projectId = requireId(params.projectId);
  const [project, people] = await readTenant(entry, (tx) =>
    Promise.all([requireProject(tx, projectId), membersByName(tx)]),
  );
  if (!mayChangeTasks(entry, project)) throw forbiddenResponse();
  return { project: project.name, people, ...queryOf(request, newTaskQuery) };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const projectId = requireId(params.projectId);
  const { id: traceId } = context.get(requestContext);
  const form = await readForm(request, taskSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(entry, (tx) => createTask(tx, entry, projectId, form.value, traceId));
  return answer(context, outcome, {
    given: form.given,
    refused: { "assignee-no-member": assigneeRefused },
    done: () => redirect(href("/:tenant/projects/:projectId", params)),
  });
}

export default function NewTask({ params, loaderData, actionData }: Route.ComponentProps) {
  return (
    <div className="page-narrow">
      <PageHeader title="New task" context={<bdi>{loaderData.project}</bdi>} />
      <TaskForm
        task={{ status: loaderData.status }}
        people={loaderData.people}
        answer={actionData}
        submit="Create task"
        cancelHref={href("/:tenant/projects/:projectId", params)}
      />
    </div>
  );
}
