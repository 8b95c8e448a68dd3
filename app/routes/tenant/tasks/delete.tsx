import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { forbidden } from "#app/routes/answers.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/delete.ts";
import { requireOpenTask, requireTask } from "./load.ts";
import { permitted } from "./present.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Delete task", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const task = await requireTask(tx, params);
    if (!permitted(entry, task).change) throw forbidden();
    return { title: task.title };
  });
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  return writeTenant(entry, async (tx) => {
    tx.em.remove(await requireOpenTask(tx, entry, params));
    return redirectDone(href("/:tenant/projects/:projectId", params), "The task is deleted.");
  });
}

/** Asks without scripts what the dialog on the task's page asks with them. */
export default function DeleteTask({ params, loaderData }: Route.ComponentProps) {
  return (
    <AskFirst
      title={
        <>
          Delete “<bdi>{loaderData.title}</bdi>”?
        </>
      }
      context="Its comments go with it. This can't be undone."
      confirm="Delete task"
      cancelHref={href("/:tenant/projects/:projectId/tasks/:taskId", params)}
    />
  );
}
