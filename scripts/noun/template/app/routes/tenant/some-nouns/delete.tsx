import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { deleteSomeNoun } from "#app/domain/some-noun/some-noun.ts";
import { requireDone } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { requireId } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/delete.ts";
import { requireSomeNounToDelete } from "./load.ts";

export const handle = access({ read: "some-noun:write", write: "some-noun:write" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Delete some noun", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.someNounId);
  const { name } = await readTenant(entry, (tx) => requireSomeNounToDelete(tx, entry, id));
  return { name };
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.someNounId);
  requireDone(await writeTenant(entry, (tx) => deleteSomeNoun(tx, entry, id)));
  return redirectDone(href("/:tenant/some-nouns", params), "The some noun is deleted.");
}

export default function DeleteSomeNoun({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  return (
    <AskFirst
      post={post}
      title={
        <>
          Delete “<bdi>{loaderData.name}</bdi>”?
        </>
      }
      context="This can't be undone."
      confirm="Delete some noun"
      cancelHref={href("/:tenant/some-nouns/:someNounId", params)}
    />
  );
}
