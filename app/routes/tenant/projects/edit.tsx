import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { type EditAnswer, stale } from "#app/routes/tenant/stale.ts";
import { StaleAlert } from "#app/routes/tenant/stale-alert.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/edit.ts";
import { ProjectForm } from "./form.tsx";
import { requireLockedProject, requireProject } from "./load.ts";
import { presentText } from "./present.ts";
import { projectEditSchema } from "./schema.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Edit project", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  return readTenant(memberEntryOf(context), async (tx) => presentText(await requireProject(tx, params)));
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, projectEditSchema);
  return writeTenant(entry, async (tx) => {
    const project = await requireLockedProject(tx, params);
    if ("errors" in form) return refuse(form);
    if (project.version !== form.value.version) return stale(form.given, presentText(project));
    project.rewrite(form.value, entry.user.id);
    return redirectDone(href("/:tenant/projects/:projectId", params), "The project is saved.");
  });
}

export default function EditProject({ params, loaderData, actionData }: Route.ComponentProps) {
  const answer: EditAnswer<typeof loaderData> | undefined = actionData;
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
          key={current?.version ?? loaderData.version}
          project={current ?? loaderData}
          answer={answer}
          submit="Save changes"
          cancelHref={href("/:tenant/projects/:projectId", params)}
        />
      </div>
    </div>
  );
}
