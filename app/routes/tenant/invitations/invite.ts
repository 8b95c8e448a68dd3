import { type ActionFunctionArgs, data, href } from "react-router";
import { memberEntryOf } from "#app/context.ts";
import { type Invited, invite, type SkipReason } from "#app/domain/invitation/invite.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { writeTenant } from "#db/transaction.ts";
import { siteOf, unverified } from "./load.ts";
import { invitationSchema } from "./schema.ts";

/** If some were left out, the answer is the page and no redirect: it says who and why while it is read. */
export async function action({ request, context }: ActionFunctionArgs) {
  const entry = memberEntryOf(context);
  const form = await readForm(request, context, invitationSchema);
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const { email: emails, role } = form.value;
  const outcome = await writeTenant(entry, (tx) => invite(tx, entry.user, siteOf(context), { emails, role }));
  return answer(context, outcome, {
    given,
    refused: { unverified },
    done({ invited, skipped }) {
      if (invited.length === 0) return refuse({ given, errors: { email: [noneText(skipped)] } });
      const message = invitedText(invited);
      if (skipped.length > 0) return data({ partly: { message, skipped: skippedTexts(skipped) } });
      return redirectDone(href("/:tenant/members", { tenant: entry.tenant.slug }), message);
    },
  });
}

const reasons: Record<SkipReason, string> = {
  you: "that is you",
  member: "in already",
  invited: "invited already",
  flooded: "was sent enough invitations within the hour",
};

function invitedText(invited: Invited["invited"]): string {
  return invited.length === 1 ? `${invited[0]} is invited.` : `${invited.length} people are invited.`;
}

function skippedTexts(skipped: Invited["skipped"]): string[] {
  return skipped.map(({ email, reason }) => `${email}: ${reasons[reason]}`);
}

function noneText(skipped: Invited["skipped"]): string {
  const [only] = skipped;
  if (skipped.length > 1 || !only) {
    return `Nobody was invited: ${skipped.map(({ email, reason }) => `${email} (${reasons[reason]})`).join(", ")}.`;
  }
  const sentences: Record<SkipReason, string> = {
    you: "That is your own address, and you are in already.",
    member: `${only.email} is in this workspace already.`,
    invited: `${only.email} is invited already. You can send the invitation again from the list.`,
    flooded: `${only.email} was sent enough invitations within the hour. Try again later.`,
  };
  return sentences[only.reason];
}
