import { type ActionFunctionArgs, data, href } from "react-router";
import { appOf, memberEntryOf } from "#app/context.ts";
import { inviteAll } from "#app/domain/invitation/invite.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { writeTenant } from "#db/transaction.ts";
import { invitedText, nobodyText, skippedTexts } from "./confirmation.ts";
import { siteOf, unverified } from "./load.ts";
import { invitationSchema } from "./schema.ts";

/**
 * The action of the page with the workspace's people: invites some more. If some were left out, the answer is the page
 * itself, which says who and why for as long as it is read.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, invitationSchema);
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const { email: emails, role } = form.value;
  const reserved = await appOf(context).mailLimits.reserveMails(entry, emails);
  if ("message" in reserved) {
    return refuse({ given, errors: { "": [reserved.message] } }, { status: 429, headers: reserved.headers });
  }
  const mailed: string[] = [];
  try {
    const wanted = { emails, role, flooded: reserved.flooded };
    const outcome = await writeTenant(entry, (tx) => inviteAll(tx, entry, siteOf(context), wanted));
    return answer(context, outcome, {
      given,
      refused: { unverified },
      done({ invited, skipped }) {
        mailed.push(...invited);
        if (invited.length === 0) return refuse({ given, errors: { email: [nobodyText(skipped)] } });
        const message = invitedText(invited);
        if (skipped.length > 0) return data({ partly: { message, skipped: skippedTexts(skipped) } });
        return redirectDone(href("/:tenant/members", { tenant: entry.tenant.slug }), message);
      },
    });
  } finally {
    await reserved.settle(mailed);
  }
}
