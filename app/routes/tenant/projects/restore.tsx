import { data, href } from "react-router";
import { tenantDoorOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { overLimit } from "#app/routes/tenant/over-limit.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { withTenant } from "#db/transaction.ts";
import type { Route } from "./+types/restore.ts";
import { requireLockedProjectToRetire, requireProjectToRetire } from "./load.ts";
import { presentText } from "./present.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Restore project", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const door = tenantDoorOf(context);
  return withTenant(door, async (tx) => presentText(await requireProjectToRetire(tx, door, params)));
}

export async function action({ params, context }: Route.ActionArgs) {
  const door = tenantDoorOf(context);
  return withTenant(door, async (tx) => {
    const project = await requireLockedProjectToRetire(tx, door, params);
    const reached = project.archivedAt && (await limitReached(tx, door.tenant.id, "projects"));
    if (reached) return data({ problem: overLimit(reached, door) }, { status: 402 });
    project.restore(door.user.id);
    return redirectDone(href("/:tenant/projects/:projectId", params), "The project is active again.");
  });
}

/** Where one stands when the plan has no room for the project. */
export default function RestoreProject({ params, loaderData, actionData }: Route.ComponentProps) {
  return (
    <AskFirst
      title="Restore project"
      context={<bdi>{loaderData.name}</bdi>}
      confirm="Restore project"
      variant="primary"
      cancelHref={href("/:tenant/projects/:projectId", params)}
      problem={actionData?.problem}
    />
  );
}
