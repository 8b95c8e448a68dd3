import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { archiveProject, restoreProject } from "#app/domain/project/project.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { requireId } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/archived.ts";
import { requireProjectToRetire } from "./load.ts";
import { archivedSchema } from "./schema.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Restore project", matches);

/** The page is only for restoring: it leads to the project if that is active. */
export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.projectId);
  const { name, isArchived } = await readTenant(entry, (tx) => requireProjectToRetire(tx, entry, id));
  if (!isArchived) throw redirect(href("/:tenant/projects/:projectId", params));
  return { name };
}

/** `archived`: `yes` archives the project, `no` restores it. */
export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.projectId);
  const form = await readForm(request, context, archivedSchema);
  if ("errors" in form) return refuse(form);
  const isArchived = form.value.archived === "yes";
  const write = isArchived ? archiveProject : restoreProject;
  return answer(context, await writeTenant(entry, (tx) => write(tx, entry, id)), {
    refused: {},
    done: () =>
      redirectDone(
        href("/:tenant/projects/:projectId", params),
        isArchived ? "The project is archived." : "The project is active again.",
      ),
  });
}

export default function RestoreProject({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <AskFirst
      post={post}
      title="Restore project"
      context={<bdi>{loaderData.name}</bdi>}
      confirm="Restore project"
      variant="primary"
      fields={{ archived: "no" }}
      cancelHref={href("/:tenant/projects/:projectId", params)}
    />
  );
}
