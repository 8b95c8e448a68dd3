import { randomUUIDv7 } from "node:crypto";
import { type ChangeEvent, useState } from "react";
import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { appOf, userEntryOf, userOf } from "#app/context.ts";
import { freeTenantsOfOwner } from "#app/domain/plan/plans.ts";
import { slugTaken } from "#app/domain/tenant/fields.ts";
import { slugFromName } from "#app/domain/tenant/slug.ts";
import { createOwnTenant } from "#app/domain/tenant/tenant.ts";
import { answer } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { shellUser } from "#app/routes/shell-user.ts";
import { useTheme } from "#app/routes/use-theme.ts";
import { AppShell } from "#app/ui/app-shell.tsx";
import { LinkButton, SubmitButton } from "#app/ui/button.tsx";
import { TextField } from "#app/ui/field.tsx";
import { NewIdField } from "#app/ui/form-beginning.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PostForm, usePost } from "#app/ui/post-form.tsx";
import { writeControl } from "#db/transaction.ts";
import type { Route } from "./+types/new-tenant.ts";
import { newTenantSchema } from "./schema.ts";

export const handle = access({ read: "user", write: "user" });

export const meta: Route.MetaFunction = () => [{ title: "New workspace · Rowhouse" }];

export function loader({ context }: Route.LoaderArgs) {
  return {
    id: randomUUIDv7(),
    user: shellUser(userOf(context)),
    host: new URL(appOf(context).config.appUrl).host,
  };
}

export async function action({ request, context }: Route.ActionArgs) {
  const form = await readForm(request, context, newTenantSchema);
  if ("errors" in form) return refuse({ ...form, given: withProposal(form.given) });
  const outcome = await writeControl(userEntryOf(context), (tx) => createOwnTenant(tx, form.value));
  if (outcome.kind === "refused" && outcome.reason === "too-many-free")
    appOf(context).metrics.planLimitHits.inc({ limit: "tenants", plan: "free" });
  return answer(context, outcome, {
    given: form.given,
    refused: {
      "slug-taken": { errors: { slug: [slugTaken] } },
      "too-many-free": { errors: { "": [tooManyFree] }, status: 402 },
    },
    done: () => redirect(href("/:tenant", { tenant: form.value.slug })),
  });
}

const tooManyFree = `You own ${freeTenantsOfOwner} workspaces on the free plan, and that is the most. Move one of them to a larger plan, or hand one over. A deleted one counts until it is erased.`;

/** Without scripts nothing proposes a slug while the name is typed, so the answer does. */
function withProposal(given: FormData): FormData {
  const [name, slug] = [given.get("name"), given.get("slug")];
  if (typeof name === "string" && !slug) given.set("slug", slugFromName(name));
  return given;
}

export default function NewTenant({ loaderData, actionData }: Route.ComponentProps) {
  const { id, user, host } = loaderData;
  const post = usePost(actionData);
  const { answer } = post;
  const [slug, setSlug] = useState(answer?.values.slug ?? "");
  const [isOwnSlug, setIsOwnSlug] = useState(slug !== "");
  const propose = (event: ChangeEvent<HTMLInputElement>) => {
    if (!isOwnSlug) setSlug(slugFromName(event.target.value));
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.value.toLowerCase();
    setSlug(chosen);
    setIsOwnSlug(chosen !== "");
  };
  return (
    <AppShell user={user} theme={useTheme()} narrow>
      <PageHeader
        title="New workspace"
        context="A workspace holds the projects and people of one customer or team."
      />
      <PostForm post={post} className="card card-body grid gap-4">
        <NewIdField id={id} />
        <TextField
          label="Name"
          name="name"
          defaultValue={answer?.values.name}
          error={answer?.errors.name}
          onChange={propose}
          maxLength={100}
          autoComplete="organization"
          autoFocus
          required
        />
        <TextField
          label="Address"
          name="slug"
          prefix={`${host}/`}
          value={slug}
          error={answer?.errors.slug}
          help="Small letters, digits and hyphens. You can change it later."
          onChange={choose}
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <div className="flex gap-2">
          <SubmitButton>Create workspace</SubmitButton>
          <LinkButton to="/" variant="ghost">
            Cancel
          </LinkButton>
        </div>
      </PostForm>
    </AppShell>
  );
}
