import { href } from "react-router";
import { appOf, memberEntryOf } from "#app/context.ts";
import { resend } from "#app/domain/invitation/resend.ts";
import { access } from "#app/domain/membership/access.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { refuse } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/resend.ts";
import { requireInvitation, settledText, settledTexts, siteOf, unverified } from "./load.ts";
import { Settled } from "./settled.tsx";

export const handle = access({ read: "member:manage", write: "member:manage" });
export const headers = privateHeaders;

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Send again", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const invitation = await readTenant(memberEntryOf(context), (tx) => requireInvitation(tx, params));
  return { email: invitation.email, settled: settledText(invitation) };
}

export async function action({ params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  // Asked beforehand: mails are counted elsewhere, and the tenant's row should not be held meanwhile.
  const { email } = await readTenant(entry, (tx) => requireInvitation(tx, params));
  const reserved = await appOf(context).mailLimits.reserveMails(entry, [email]);
  if ("message" in reserved) {
    const errors = { "": [reserved.message] };
    return refuse({ given: new FormData(), errors }, { status: 429, headers: reserved.headers });
  }
  const mailed: string[] = [];
  try {
    const { flooded } = reserved;
    const outcome = await writeTenant(entry, (tx) =>
      resend(tx, entry, siteOf(context), { ...params, flooded }),
    );
    return answer(context, outcome, {
      refused: {
        unverified,
        accepted: { errors: { settled: [settledTexts.accepted(email)] }, status: 409 },
        revoked: { errors: { settled: [settledTexts.revoked(email)] }, status: 409 },
      },
      done() {
        mailed.push(email);
        return redirectDone(href("/:tenant/members", params), `The invitation of ${email} is sent again.`);
      },
    });
  } finally {
    await reserved.settle(mailed);
  }
}

/** Where one stands when it can't be sent again just now, or came by a link. */
export default function SendAgain({ params, loaderData, actionData }: Route.ComponentProps) {
  const settled = actionData?.errors.settled?.[0] ?? loaderData.settled;
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
      problem={actionData?.errors[""]?.[0]}
    >
      <p className="max-w-prose text-muted">
        It gets another week. The link in the mail before stops working; the link that was copied goes on.
      </p>
    </AskFirst>
  );
}
