import { data, href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { revokeInvitation } from "#app/domain/invitation/invitation.ts";
import { mayGrant } from "#app/domain/invitation/invite.ts";
import { access } from "#app/domain/membership/access.ts";
import { lockTenant } from "#app/domain/plan/limits.ts";
import { requireDone } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/revoke.ts";
import { requireInvitation, settledText } from "./load.ts";
import { Settled } from "./settled.tsx";

export const handle = access({ read: "member:manage", write: "member:manage" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Revoke invitation", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const invitation = await readTenant(memberEntryOf(context), (tx) => requireInvitation(tx, params));
  const { email, outcome } = invitation;
  return { email, accepted: outcome === "accepted" ? settledText(invitation) : null };
}

export async function action({ params, context }: Route.ActionArgs) {
  return writeTenant(memberEntryOf(context), async (tx) => {
    await lockTenant(tx);
    const invitation = await requireInvitation(tx, params);
    requireDone(await mayGrant(tx, invitation.role));
    const { id, email, outcome } = invitation;
    if (outcome === "accepted") return data({ problem: settledText(invitation) }, { status: 409 });
    await revokeInvitation(tx, id);
    return redirectDone(href("/:tenant/members", params), `The invitation of ${email} is revoked.`);
  });
}

/** Asks once, and names who it is about. */
export default function RevokeInvitation({ params, loaderData, actionData }: Route.ComponentProps) {
  const accepted = actionData?.problem ?? loaderData.accepted;
  if (accepted) {
    return (
      <div className="page-narrow">
        <PageHeader title={`The invitation of ${loaderData.email}`} />
        <Settled tenant={params.tenant} text={accepted} kind={actionData ? "error" : "info"} />
      </div>
    );
  }
  return (
    <AskFirst
      title={`Revoke the invitation of ${loaderData.email}?`}
      context="Its links stop working, and its seat is free again. You can invite them anew at any time."
      confirm="Revoke invitation"
      cancelHref={href("/:tenant/members", params)}
    />
  );
}
