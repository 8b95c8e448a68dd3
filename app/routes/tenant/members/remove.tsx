import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { countSentBy } from "#app/domain/invitation/invitation.ts";
import { access } from "#app/domain/membership/access.ts";
import { removeMember } from "#app/domain/membership/membership.ts";
import { judgeRemoval } from "#app/domain/membership/policy.ts";
import { forbidden } from "#app/routes/answers.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/remove.ts";
import { removalText } from "./going-card.tsx";
import { requirePerson } from "./load.ts";
import { refusedChange } from "./refused-change.ts";
import { takenBackText } from "./taken-back.ts";

export const handle = access({ read: "member:manage", write: "member:manage" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Remove member", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  return readTenant(entry, async (tx) => {
    const person = await requirePerson(tx, params);
    if (judgeRemoval(entry, person) !== "allowed") throw forbidden();
    return { name: person.name, sent: await countSentBy(tx, person.id) };
  });
}

export async function action({ params, context }: Route.ActionArgs) {
  return writeTenant(memberEntryOf(context), async (tx) => {
    const { id, name } = await requirePerson(tx, params);
    const change = await removeMember(tx, id);
    if (change.outcome !== "done") return refusedChange(change.outcome);
    const message = `${name} is removed.${takenBackText(change.takenBack)}`;
    return redirectDone(href("/:tenant/members", params), message);
  });
}

/** Asks without scripts what the dialog on the person's page asks with them. */
export default function RemoveMember({ params, loaderData }: Route.ComponentProps) {
  return (
    <AskFirst
      title={
        <>
          Remove “<bdi>{loaderData.name}</bdi>”?
        </>
      }
      context={removalText(loaderData.sent)}
      confirm="Remove member"
      cancelHref={href("/:tenant/members/:userId", params)}
    />
  );
}
