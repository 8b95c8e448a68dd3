import { href, redirect } from "react-router";
import { memberEntryOf, requestContext } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { peopleOf } from "#app/domain/membership/people.ts";
import { announceAssignment } from "#app/domain/task/assignment.ts";
import { positionAt } from "#app/domain/task/board.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";
import { addTask } from "#app/domain/task/task.ts";
import { forbidden } from "#app/routes/answers.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { queryOf } from "#app/routes/params.ts";
import { requireProject } from "#app/routes/tenant/projects/load.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { assigneeProblem } from "./assign.ts";
import { TaskForm } from "./form.tsx";
import { requireOpenProject } from "./load.ts";
import { newTaskQuery, taskSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New task", matches);

export async function loader({ request, params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const project = await requireProject(tx, params);
    if (!mayChangeTasks(entry, project)) throw forbidden();
    return { project: project.name, people: await peopleOf(tx), ...queryOf(request, newTaskQuery) };
  });
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, taskSchema);
  return writeTenant(entry, async (tx) => {
    const project = await requireOpenProject(tx, entry, params);
    if ("errors" in form) return refuse(form);
    const errors = await assigneeProblem(tx, form.value);
    if (errors) return refuse({ ...form, errors });
    const position = await positionAt(tx, project.id, { status: form.value.status });
    const task = addTask(tx, project.id, form.value, position);
    await tx.em.flush();
    await announceAssignment(tx, task, context.get(requestContext).id);
    return redirect(href("/:tenant/projects/:projectId", params));
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
