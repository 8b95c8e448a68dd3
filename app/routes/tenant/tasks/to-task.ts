import { href, type LoaderFunctionArgs, redirect } from "react-router";
import { tenantDoorOf } from "#app/context.ts";
import { withTenant } from "#db/transaction.ts";
import { requireTask } from "./load.ts";

/** For addresses that only take forms: whoever comes by a link, as after signing in, is led to the task. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const door = tenantDoorOf(context);
  const { projectId = "", taskId = "" } = params;
  const task = await withTenant(door, (tx) => requireTask(tx, { projectId, taskId }));
  const address = { tenant: door.tenant.slug, projectId: task.projectId, taskId: task.id };
  return redirect(href("/:tenant/projects/:projectId/tasks/:taskId", address));
}
