import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { rewriteProject } from "#app/domain/project/project.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { requireId } from "#app/routes/params.ts";
import { StaleAlert } from "#app/routes/tenant/stale-alert.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/edit.ts";
import { ProjectForm } from "./form.tsx";
import { requireProject } from "./load.ts";
import { presentProjectText } from "./present.ts";
import { projectEditSchema } from "./schema.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Edit project", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const id = requireId(params.projectId);
  return presentProjectText(await readTenant(memberEntryOf(context), (tx) => requireProject(tx, id)));
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const id = requireId(params.projectId);
  const form = await readForm(request, context, projectEditSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(memberEntryOf(context), (tx) => rewriteProject(tx, id, form.value));
  return answer(context, outcome, {
    given: form.given,
    refused: {},
    done: () => redirectDone(href("/:tenant/projects/:projectId", params), "The project is saved."),
  });
}

export default function EditProject({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const current = answer?.current;
  return (
    <div className="page-narrow">
      <PageHeader title="Edit project" context={<bdi>{loaderData.name}</bdi>} />
      <div className="grid gap-4">
        {current ? (
          <StaleAlert
            noun="project"
            current={{ Name: current.name, Description: current.description }}
            typed={{ Name: answer?.values.name ?? "", Description: answer?.values.description ?? "" }}
          />
        ) : null}
        <ProjectForm
          project={current ?? loaderData}
          post={post}
          submit="Save changes"
          cancelHref={href("/:tenant/projects/:projectId", params)}
        />
      </div>
    </div>
  );
}
