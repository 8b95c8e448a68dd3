import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { moveTask } from "#app/domain/task/task.ts";
import { requireDone } from "#app/routes/answer.ts";
import { readForm } from "#app/routes/form.ts";
import { badRequestResponse } from "#app/routes/responses.ts";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/move.ts";
import { requireTask, taskPath } from "./load.ts";
import { moveSchema } from "./schema.ts";

export const handle = access({ read: "task:write", write: "task:write" });

/** There is no page here: a link, as after signing in, leads to the task. */
export async function loader({ params, context }: Route.LoaderArgs) {
  const path = taskPath(params);
  await readTenant(memberEntryOf(context), (tx) => requireTask(tx, path));
  return redirect(href("/:tenant/projects/:projectId/tasks/:taskId", params));
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const path = taskPath(params);
  const form = await readForm(request, context, moveSchema);
  if ("errors" in form) throw badRequestResponse();
  requireDone(await writeTenant(entry, (tx) => moveTask(tx, entry, path, form.value)));
  return redirect(href("/:tenant/projects/:projectId", params));
}
