import { data, href } from "react-router";
import { configContext, tenantDoorOf } from "#app/context.ts";
import { reserveMails } from "#app/domain/invitation/mail-limits.ts";
import { sendAgain } from "#app/domain/invitation/resend.ts";
import { access } from "#app/domain/membership/access.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { withTenant } from "#db/transaction.ts";
import type { Route } from "./+types/resend.ts";
import { requireInvitation, settledText } from "./load.ts";
import { Settled } from "./settled.tsx";

export const handle = access({ read: "member:manage", write: "member:manage" });
export const headers = privateHeaders;

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Send again", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const invitation = await withTenant(tenantDoorOf(context), (tx) => requireInvitation(tx, params));
  return { email: invitation.email, settled: settledText(invitation) };
}

interface Refusal {
  problem: string;
  /** It is not only for now. */
  isSettled?: boolean;
}

export async function action({ params, context }: Route.ActionArgs) {
  const door = tenantDoorOf(context);
  // Asked beforehand: mails are counted elsewhere, and nobody should hold the tenant's row meanwhile.
  const { email } = await withTenant({ ...door, readOnly: true }, (tx) => requireInvitation(tx, params));
  const reserved = await reserveMails(door, [email]);
  if ("message" in reserved) {
    return data<Refusal>({ problem: reserved.message }, { status: 429, headers: reserved.headers });
  }
  const mailed: string[] = [];
  try {
    const { flooded } = reserved;
    const site = context.get(configContext);
    const refused = await withTenant(door, (tx) => sendAgain(tx, door, site, { ...params, flooded }));
    if (refused) {
      const { problem, isSettled, ...init } = refused;
      return data<Refusal>({ problem, isSettled }, init);
    }
    mailed.push(email);
    return redirectDone(href("/:tenant/members", params), `The invitation of ${email} is sent again.`);
  } finally {
    await reserved.settle(mailed);
  }
}

/** Where one stands when it can't be sent again just now, or came by a link. */
export default function SendAgain({ params, loaderData, actionData }: Route.ComponentProps) {
  const settled = actionData?.isSettled ? actionData.problem : loaderData.settled;
  const title = "Send the invitation again";
  if (settled) {
    return (
      <div className="page-narrow">
        <PageHeader title={title} context={loaderData.email} />
        <Settled tenant={params.tenant} text={settled} kind={actionData ? "error" : "info"} />
      </div>
    );
  }
  return (
    <AskFirst
      title={title}
      context={loaderData.email}
      confirm="Send again"
      variant="primary"
      cancelHref={href("/:tenant/members", params)}
      problem={actionData?.problem}
    >
      <p className="max-w-prose text-muted">
        It gets another week. The link in the mail before stops working; the link that was copied goes on.
      </p>
    </AskFirst>
  );
}
