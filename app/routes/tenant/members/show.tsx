import { href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { countSentBy } from "#app/domain/invitation/invitation.ts";
import { access } from "#app/domain/membership/access.ts";
import { changeRole } from "#app/domain/membership/membership.ts";
import { roleInSentence } from "#app/domain/membership/role-text.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { TransferCard } from "#app/routes/tenant/danger/transfer-card.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { GoingCard } from "./going-card.tsx";
import { LastOwner } from "./last-owner.tsx";
import { requirePerson } from "./load.ts";
import { permitted, presentPerson } from "./present.ts";
import { refusedChange } from "./refused-change.ts";
import { RoleCard } from "./role-card.tsx";
import { roleSchema } from "./schema.ts";
import { takenBackText } from "./taken-back.ts";

export const handle = access({ read: "tenant:read", write: "member:manage" });

export const meta: Route.MetaFunction = ({ loaderData, matches }) =>
  tenantTitle(loaderData?.person.name ?? "Member", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const { person, sent } = await readTenant(entry, async (tx) => {
    const person = await requirePerson(tx, params);
    return { person, sent: await countSentBy(tx, person.id) };
  });
  return {
    person: presentPerson(person),
    sent,
    may: permitted(entry, person),
    isYou: person.id === entry.user.id,
    isLastOwner: person.isLastOwner,
    now: Date.now(),
  };
}

export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, roleSchema);
  return writeTenant(entry, async (tx) => {
    const { id, name } = await requirePerson(tx, params);
    if ("errors" in form) return refuse(form);
    const { role } = form.value;
    const change = await changeRole(tx, { userId: id, role });
    if (change.outcome !== "done") return refusedChange(change.outcome, form.given);
    const who = id === entry.user.id ? "You are" : `${name} is`;
    const message = `${who} ${roleInSentence(role)} now.${takenBackText(change.takenBack)}`;
    return redirectDone(href("/:tenant/members/:userId", params), message);
  });
}

export default function Person({ params, loaderData, actionData }: Route.ComponentProps) {
  const { person, sent, may, isYou, isLastOwner, now } = loaderData;
  const isRefused = actionData?.errors[""] !== undefined;
  return (
    <div className="page-narrow">
      <PageHeader
        title={
          <>
            <bdi>{person.name}</bdi>
            {isYou ? <span className="text-muted"> (you)</span> : null}
          </>
        }
        context={
          <>
            {person.email} · member since <RelativeTime at={person.memberSince} now={now} />
          </>
        }
      />
      <div className="grid gap-6">
        {isYou && (isLastOwner || isRefused) ? (
          <LastOwner tenant={params.tenant} kind={isRefused ? "error" : "info"} />
        ) : null}
        <RoleCard role={person.role} roles={may.roles} isYou={isYou} sent={sent} answer={actionData} />
        {may.transfer ? <TransferCard tenant={params.tenant} to={person} /> : null}
        <GoingCard
          params={params}
          name={person.name}
          mayRemove={may.remove}
          mayLeave={isYou && !isLastOwner}
          sent={sent}
        />
      </div>
    </div>
  );
}
