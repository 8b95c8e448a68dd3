import { data, Form, href } from "react-router";
import { tenantDoorOf } from "#app/context.ts";
import { access } from "#app/policies/access.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { Alert } from "#app/ui/alert.tsx";
import { SubmitButton } from "#app/ui/button.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { revokeInvitation } from "#db/control/invitation.ts";
import { lockTenant } from "#db/control/plan.ts";
import { withTenant } from "#db/tenant.ts";
import type { Route } from "./+types/revoke.ts";
import { requireInvitation, settledText } from "./load.ts";
import { requireGrant } from "./send.ts";

export const handle = access({ read: "member:manage", write: "member:manage" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Revoke invitation", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const { email } = await withTenant(tenantDoorOf(context), (tx) => requireInvitation(tx, params));
  return { email };
}

export async function action({ params, context }: Route.ActionArgs) {
  return withTenant(tenantDoorOf(context), async (tx) => {
    await lockTenant(tx);
    const invitation = await requireInvitation(tx, params);
    await requireGrant(tx, invitation.role);
    const { id, email, outcome } = invitation;
    if (outcome === "accepted") return data({ problem: settledText(invitation) }, { status: 409 });
    await revokeInvitation(tx, id);
    return redirectDone(href("/:tenant/members", params), `The invitation of ${email} is revoked.`);
  });
}

/** Asks once, and names who it is about. */
export default function RevokeInvitation({ params, loaderData, actionData }: Route.ComponentProps) {
  const back = (
    <a className="button button-ghost" href={href("/:tenant/members", params)}>
      {actionData ? "Back to the members" : "Cancel"}
    </a>
  );
  return (
    <div className="page-narrow">
      <PageHeader
        title={`Revoke the invitation of ${loaderData.email}?`}
        context="Its links stop working, and its seat is free again. You can invite them anew at any time."
      />
      <div className="grid gap-4">
        {actionData ? (
          <>
            <Alert kind="error">{actionData.problem}</Alert>
            <div>{back}</div>
          </>
        ) : (
          <Form method="post" className="flex flex-wrap gap-2">
            <SubmitButton variant="danger">Revoke invitation</SubmitButton>
            {back}
          </Form>
        )}
      </div>
    </div>
  );
}
