import { href } from "react-router";
import { memberEntryOf, requestContext } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { announceAssignment } from "#app/domain/task/assignment.ts";
import { positionAt } from "#app/domain/task/board.ts";
import { forbidden } from "#app/routes/answers.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { type EditAnswer, stale } from "#app/routes/tenant/stale.ts";
import { StaleAlert } from "#app/routes/tenant/stale-alert.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/edit.ts";
import { assignable, assigneeProblem } from "./assign.ts";
import { TaskForm } from "./form.tsx";
import { labelled } from "./labelled.ts";
import { requireOpenTask, requireTask } from "./load.ts";
import { permitted, presentText } from "./present.ts";
import { taskEditSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Edit task", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const task = await requireTask(tx, params);
    if (!permitted(entry, task).change) throw forbidden();
    return { task: presentText(task), people: await assignable(tx, task.assigneeId) };
  });
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, taskEditSchema);
  return writeTenant(entry, async (tx) => {
    const task = await requireOpenTask(tx, entry, params);
    if ("errors" in form) return refuse(form);
    if (task.version !== form.value.version) return stale(form.given, presentText(task));
    const { status, assigneeId } = task;
    const errors = await assigneeProblem(tx, form.value, assigneeId);
    if (errors) return refuse({ ...form, errors });
    task.rewrite(form.value, entry.user.id);
    if (task.status !== status) {
      const position = await positionAt(tx, task.projectId, task, task.id);
      task.advance(task.status, position, entry.user.id);
    }
    await tx.em.flush();
    if (task.assigneeId !== assigneeId) await announceAssignment(tx, task, context.get(requestContext).id);
    return redirectDone(href("/:tenant/projects/:projectId/tasks/:taskId", params), "The task is saved.");
  });
}

export default function EditTask({ params, loaderData, actionData }: Route.ComponentProps) {
  const { task, people } = loaderData;
  const answer: EditAnswer<typeof task> | undefined = actionData;
  const current = answer?.current;
  return (
    <div className="page-narrow">
      <PageHeader title="Edit task" context={<bdi>{task.title}</bdi>} />
      <div className="grid gap-4">
        {current ? (
          <StaleAlert
            noun="task"
            current={labelled(current, people)}
            typed={labelled(answer.values, people)}
          />
        ) : null}
        <TaskForm
          key={current?.version ?? task.version}
          task={current ?? task}
          people={people}
          answer={answer}
          submit="Save changes"
          cancelHref={href("/:tenant/projects/:projectId/tasks/:taskId", params)}
        />
      </div>
    </div>
  );
}
