import { randomUUIDv7 } from "node:crypto";
import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { createSomeNoun } from "#app/domain/some-noun/some-noun.ts";
import { answer } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { SomeNounForm } from "./form.tsx";
import { newSomeNounSchema } from "./schema.ts";

export const handle = access({ read: "some-noun:write", write: "some-noun:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New some noun", matches);

export function loader() {
  return { id: randomUUIDv7() };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await readForm(request, context, newSomeNounSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(memberEntryOf(context), (tx) => createSomeNoun(tx, form.value));
  return answer(context, outcome, {
    given: form.given,
    refused: {},
    done: ({ id }) => redirect(href("/:tenant/some-nouns/:someNounId", { ...params, someNounId: id })),
  });
}

export default function NewSomeNoun({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <div className="page-narrow">
      <PageHeader title="New some noun" context="Everyone in this workspace can read it." />
      <SomeNounForm
        newId={loaderData.id}
        post={post}
        submit="Create some noun"
        cancelHref={href("/:tenant/some-nouns", { tenant: params.tenant })}
      />
    </div>
  );
}
