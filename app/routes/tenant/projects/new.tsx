import { href, redirect } from "react-router";
import { tenantDoorOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import { addProject } from "#app/domain/project/project.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { overLimit } from "#app/routes/tenant/over-limit.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { withTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { ProjectForm } from "./form.tsx";
import { projectSchema } from "./schema.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New project", matches);

export async function action({ request, context }: Route.ActionArgs) {
  const door = tenantDoorOf(context);
  const form = await readForm(request, projectSchema);
  if ("errors" in form) return refuse(form);
  return withTenant(door, async (tx) => {
    const reached = await limitReached(tx, door.tenant.id, "projects");
    if (reached) return refuse({ ...form, errors: { "": [overLimit(reached, door)] } }, { status: 402 });
    const project = addProject(tx, form.value);
    await tx.em.flush();
    return redirect(
      href("/:tenant/projects/:projectId", { tenant: door.tenant.slug, projectId: project.id }),
    );
  });
}

export default function NewProject({ params, actionData }: Route.ComponentProps) {
  return (
    <div className="page-narrow">
      <PageHeader title="New project" context="A project holds the tasks of one piece of work." />
      <ProjectForm
        answer={actionData}
        submit="Create project"
        cancelHref={href("/:tenant/projects", { tenant: params.tenant })}
      />
    </div>
  );
}
