import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { restoreProject } from "#app/domain/project/project.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/restore.ts";
import { requireLockedProjectToRetire, requireProjectToRetire } from "./load.ts";
import { presentText } from "./present.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Restore project", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => presentText(await requireProjectToRetire(tx, entry, params)));
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  return writeTenant(entry, async (tx) => {
    const project = await requireLockedProjectToRetire(tx, entry, params);
    return answer(context, await restoreProject(tx, project), {
      refused: {},
      done: () => redirectDone(href("/:tenant/projects/:projectId", params), "The project is active again."),
    });
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
      problem={actionData?.errors[""]?.[0]}
    />
  );
}
