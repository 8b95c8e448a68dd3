import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { deleteProject } from "#app/domain/project/project.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { requireId } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/delete.ts";
import { requireProjectToRetire } from "./load.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Delete project", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.projectId);
  const { name } = await readTenant(entry, (tx) => requireProjectToRetire(tx, entry, id));
  return { name };
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.projectId);
  return answer(context, await writeTenant(entry, (tx) => deleteProject(tx, entry, id)), {
    refused: {},
    done: () => redirectDone(href("/:tenant/projects", params), "The project is deleted."),
  });
}

/** Asks, without scripts, what the dialog on the project's page asks with them. */
export default function DeleteProject({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <AskFirst
      post={post}
      title={
        <>
          Delete “<bdi>{loaderData.name}</bdi>”?
        </>
      }
      context="Its tasks and their comments go with it. This can't be undone."
      confirm="Delete project"
      cancelHref={href("/:tenant/projects/:projectId", params)}
    />
  );
}
