import { type ActionFunctionArgs, href } from "react-router";
import { configContext, tenantDoorOf } from "#app/context.ts";
import { inviteAll, unverifiedText } from "#app/domain/invitation/invite.ts";
import { reserveMails } from "#app/domain/invitation/mail-limits.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { overLimit } from "#app/routes/tenant/over-limit.ts";
import { withTenant } from "#db/transaction.ts";
import { invitedText, nobodyText, skippedTexts } from "./confirmation.ts";
import { invitationSchema } from "./schema.ts";

/**
 * The action of the page with the workspace's people: invites some more. If somebody was left out, the answer is the page
 * itself, which says who and why for as long as it is read.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const door = tenantDoorOf(context);
  const form = await readForm(request, invitationSchema);
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const { email: emails, role } = form.value;
  const reserved = await reserveMails(door, emails);
  if ("message" in reserved) {
    return refuse({ given, errors: { "": [reserved.message] } }, { status: 429, headers: reserved.headers });
  }
  const mailed: string[] = [];
  try {
    const config = context.get(configContext);
    const wanted = { emails, role, flooded: reserved.flooded };
    const done = await withTenant(door, (tx) => inviteAll(tx, door, config, wanted));
    if (done === "unverified") return refuse({ given, errors: { "": [unverifiedText] } }, { status: 403 });
    if ("limit" in done) return refuse({ given, errors: { "": [overLimit(done, door)] } }, { status: 402 });
    mailed.push(...done.invited);
    if (mailed.length === 0) return refuse({ given, errors: { email: [nobodyText(done.skipped)] } });
    const message = invitedText(mailed);
    if (done.skipped.length > 0) return { partly: { message, skipped: skippedTexts(done.skipped) } };
    return redirectDone(href("/:tenant/members", { tenant: door.tenant.slug }), message);
  } finally {
    await reserved.settle(mailed);
  }
}
