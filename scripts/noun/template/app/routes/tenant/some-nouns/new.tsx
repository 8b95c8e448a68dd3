import { href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { createSomeNoun } from "#app/domain/some-noun/some-noun.ts";
import { answer } from "#app/routes/answer.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/new.ts";
import { SomeNounForm } from "./form.tsx";
import { someNounSchema } from "./schema.ts";

export const handle = access({ read: "some-noun:write", write: "some-noun:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("New some noun", matches);

export async function action({ request, params, context }: Route.ActionArgs) {
  const form = await readForm(request, someNounSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(memberEntryOf(context), (tx) => createSomeNoun(tx, form.value));
  return answer(context, outcome, {
    given: form.given,
    refused: {},
    done: ({ id }) => redirect(href("/:tenant/some-nouns/:someNounId", { ...params, someNounId: id })),
  });
}

export default function NewSomeNoun({ params, actionData }: Route.ComponentProps) {
  return (
    <div className="page-narrow">
      <PageHeader title="New some noun" context="Everyone in this workspace can read it." />
      <SomeNounForm
        answer={actionData}
        submit="Create some noun"
        cancelHref={href("/:tenant/some-nouns", { tenant: params.tenant })}
      />
    </div>
  );
}
