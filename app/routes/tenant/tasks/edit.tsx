import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf, requestContext } from "#app/context.ts";
import { membersByName, nameOf, namesOf } from "#app/domain/membership/reads.ts";
import { statusLabels } from "#app/domain/task/status.ts";
import type { TaskText } from "#app/domain/task/table.ts";
import { rewriteTask } from "#app/domain/task/task.ts";
import { answer, type EditAnswer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { StaleAlert } from "#app/routes/tenant/stale-alert.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, type TenantReader, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/edit.ts";
import { TaskForm } from "./form.tsx";
import { requireTaskToChange, taskPath } from "./load.ts";
import { presentTaskText } from "./present.ts";
import { assigneeRefused, taskEditSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Edit task", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  return readTenant(entry, async (tx) => {
    const [task, people] = await Promise.all([requireTaskToChange(tx, entry, path), membersByName(tx)]);
    return { task: presentTaskText(task), people: await withAssignee(tx, people, task.assigneeId) };
  });
}

/** The members, and the present assignee, who may be a member no longer. */
async function withAssignee(
  tx: TenantReader,
  members: readonly { id: string; name: string }[],
  assigneeId: string | null,
): Promise<{ id: string; name: string }[]> {
  const people = members.map(({ id, name }) => ({ id, name }));
  if (!assigneeId || people.some(({ id }) => id === assigneeId)) return people;
  const name = nameOf(await namesOf(tx, [assigneeId]), assigneeId);
  return [...people, { id: assigneeId, name: `${name} (has left)` }];
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  const { id: traceId } = context.get(requestContext);
  const form = await readForm(request, context, taskEditSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(entry, (tx) => rewriteTask(tx, entry, path, form.value, traceId));
  return answer(context, outcome, {
    given: form.given,
    refused: { "assignee-no-member": assigneeRefused },
    done: () =>
      redirectDone(href("/:tenant/projects/:projectId/tasks/:taskId", params), "The task is saved."),
  });
}

export default function EditTask({ params, loaderData, actionData }: Route.ComponentProps) {
  const { task, people } = loaderData;
  const post = usePost<EditAnswer<typeof task> | undefined>(actionData);
  const { answer } = post;
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
          task={current ?? task}
          people={people}
          post={post}
          submit="Save changes"
          cancelHref={href("/:tenant/projects/:projectId/tasks/:taskId", params)}
        />
      </div>
    </div>
  );
}

type Texts = { [Field in keyof TaskText]?: string | null };

function labelled(task: Texts, people: readonly { id: string; name: string }[]) {
  const status = task.status as TaskText["status"] | undefined;
  return {
    Title: task.title ?? "",
    Description: (task.description ?? "").replaceAll("\r\n", "\n"),
    Status: status ? statusLabels[status] : "",
    Assignee: people.find(({ id }) => id === task.assigneeId)?.name ?? "Nobody",
    Due: task.dueOn ?? "",
  };
}
