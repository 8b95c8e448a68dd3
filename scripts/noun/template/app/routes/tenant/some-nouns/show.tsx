import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { nameOf, namesOf } from "#app/domain/membership/reads.ts";
import { mayDeleteSomeNoun, mayWriteSomeNouns } from "#app/domain/some-noun/policy.ts";
import { requireId } from "#app/routes/params.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { requireSomeNoun } from "./load.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ loaderData, matches }) =>
  tenantTitle(loaderData?.name ?? "Some noun", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.someNounId);
  return readTenant(entry, async (tx) => {
    const facts = await requireSomeNoun(tx, id);
    const names = await namesOf(tx, [facts.createdBy]);
    return {
      name: facts.name,
      description: facts.description,
      createdBy: nameOf(names, facts.createdBy),
      createdAt: facts.createdAt.toISOString(),
      may: { edit: mayWriteSomeNouns(entry), delete: mayDeleteSomeNoun(entry, facts) },
      now: Date.now(),
    };
  });
}

export default function ShowSomeNoun({ params, loaderData }: Route.ComponentProps) {
  const { name, description, createdBy, createdAt, may, now } = loaderData;
  return (
    <>
      <PageHeader
        title={<bdi>{name}</bdi>}
        context={
          <>
            Created <RelativeTime at={createdAt} now={now} /> by <bdi>{createdBy}</bdi>
          </>
        }
        action={
          <>
            {may.delete ? (
              <a
                className="button button-ghost"
                href={href("/:tenant/some-nouns/:someNounId/delete", params)}
              >
                Delete some noun…
              </a>
            ) : null}
            {may.edit ? (
              <a
                className="button button-secondary"
                href={href("/:tenant/some-nouns/:someNounId/edit", params)}
              >
                Edit some noun
              </a>
            ) : null}
          </>
        }
      />
      {description ? (
        <p className="max-w-prose whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
          {description}
        </p>
      ) : null}
    </>
  );
}
