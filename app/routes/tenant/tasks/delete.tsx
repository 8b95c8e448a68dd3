import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { deleteTask } from "#app/domain/task/task.ts";
import { requireDone } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/delete.ts";
import { requireTaskToChange, taskPath } from "./load.ts";

export const handle = access({ read: "task:write", write: "task:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Delete task", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  const { title } = await readTenant(entry, (tx) => requireTaskToChange(tx, entry, path));
  return { title };
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  requireDone(await writeTenant(entry, (tx) => deleteTask(tx, entry, path)));
  return redirectDone(href("/:tenant/projects/:projectId", params), "The task is deleted.");
}

/** Asks, without scripts, what the dialog on the task's page asks with them. */
export default function DeleteTask({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <AskFirst
      post={post}
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
