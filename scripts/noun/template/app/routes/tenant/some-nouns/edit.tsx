import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { rewriteSomeNoun } from "#app/domain/some-noun/some-noun.ts";
import { someNounText } from "#app/domain/some-noun/table.ts";
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
import { SomeNounForm } from "./form.tsx";
import { requireSomeNoun } from "./load.ts";
import { someNounEditSchema } from "./schema.ts";

export const handle = access({ read: "some-noun:write", write: "some-noun:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Edit some noun", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const id = requireId(params.someNounId);
  const facts = await readTenant(memberEntryOf(context), (tx) => requireSomeNoun(tx, id));
  return { ...someNounText(facts), version: facts.version };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const id = requireId(params.someNounId);
  const form = await readForm(request, context, someNounEditSchema);
  if ("errors" in form) return refuse(form);
  const outcome = await writeTenant(memberEntryOf(context), (tx) => rewriteSomeNoun(tx, id, form.value));
  return answer(context, outcome, {
    given: form.given,
    refused: {},
    done: () => redirectDone(href("/:tenant/some-nouns/:someNounId", params), "The some noun is saved."),
  });
}

export default function EditSomeNoun({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { answer } = post;
  const current = answer?.current;
  return (
    <div className="page-narrow">
      <PageHeader title="Edit some noun" context={<bdi>{loaderData.name}</bdi>} />
      <div className="grid gap-4">
        {current ? (
          <StaleAlert
            noun="some noun"
            current={{ Name: current.name, Description: current.description }}
            typed={{ Name: answer?.values.name ?? "", Description: answer?.values.description ?? "" }}
          />
        ) : null}
        <SomeNounForm
          current={current ?? loaderData}
          post={post}
          submit="Save changes"
          cancelHref={href("/:tenant/some-nouns/:someNounId", params)}
        />
      </div>
    </div>
  );
}
