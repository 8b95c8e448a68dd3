import { href, redirect } from "react-router";
import { tenantDoorOf } from "#app/context.ts";
import { access } from "#app/policies/access.ts";
import { mayRetireProject } from "#app/policies/project.ts";
import { forbidden, planLimit } from "#app/routes/answers.ts";
import { limitReached } from "#db/control/plan.ts";
import { withTenant } from "#db/tenant.ts";
import type { Route } from "./+types/restore.ts";
import { requireLockedProject } from "./load.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export { loader } from "./to-project.ts";

export async function action({ params, context }: Route.ActionArgs) {
  const door = tenantDoorOf(context);
  return withTenant(door, async (tx) => {
    const project = await requireLockedProject(tx, params);
    if (!mayRetireProject(door, project)) throw forbidden();
    const reached = project.archivedAt && (await limitReached(tx, door.tenant.id, "projects"));
    if (reached) throw planLimit(reached);
    project.restore(door.user.id);
    return redirect(href("/:tenant/projects/:projectId", params));
  });
}
