import { href, type LoaderFunctionArgs, redirect } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { readTenant } from "#db/transaction.ts";
import { requireTask } from "./load.ts";

/** For addresses that only take forms: whoever comes by a link, as after signing in, is led to the task. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const entry = memberEntryOf(context);
  const { projectId = "", taskId = "" } = params;
  const task = await readTenant(entry, (tx) => requireTask(tx, { projectId, taskId }));
  const address = { tenant: entry.tenant.slug, projectId: task.projectId, taskId: task.id };
  return redirect(href("/:tenant/projects/:projectId/tasks/:taskId", address));
}
