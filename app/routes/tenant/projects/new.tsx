import { randomUUIDv7 } from "node:crypto";
import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { createProject } from "#app/domain/project/project.ts";
import { answer } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { ProjectForm } from "./form.tsx";
import { newProjectSchema } from "./schema.ts";

export const handle = access({ read: "project:write", write: "project:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New project", matches);

export function loader() {
  return { id: randomUUIDv7() };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await readForm(request, context, newProjectSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(memberEntryOf(context), (tx) => createProject(tx, form.value));
  return answer(context, outcome, {
    given: form.given,
    refused: {},
    done: ({ id }) => redirect(href("/:tenant/projects/:projectId", { ...params, projectId: id })),
  });
}

export default function NewProject({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <div className="page-narrow">
      <PageHeader title="New project" context="A project holds the tasks of one piece of work." />
      <ProjectForm
        newId={loaderData.id}
        post={post}
        submit="Create project"
        cancelHref={href("/:tenant/projects", { tenant: params.tenant })}
      />
    </div>
  );
}
