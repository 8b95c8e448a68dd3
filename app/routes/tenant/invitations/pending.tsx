import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { revoke, sendAgain } from "#app/domain/invitation/invite.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { readForm, refuse } from "#app/routes/form.ts";
import { requireId } from "#app/routes/params.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { Alert } from "#app/ui/alert.tsx";
import { AskFirst } from "#app/ui/ask-first.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant, writeTenant } from "#db/transaction.ts";
import type { Route } from "./+types/pending.ts";
import { requireInvitation, siteOf, unverified } from "./load.ts";
import { closedText } from "./present.ts";
import { pendingSchema } from "./schema.ts";

export const handle = access({ read: "member:manage", write: "member:manage" });
export const headers = privateHeaders;

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Pending invitation", matches);

export async function loader({ params, context }: Route.LoaderArgs) {
  const invitation = await readTenant(memberEntryOf(context), (tx) => requireInvitation(tx, params));
  return { email: invitation.email, status: invitation.status, closedText: closedText(invitation) };
}

/** `pending`: `yes` sends the invitation again, `no` revokes it. */
export async function action({ request, params, context }: Route.ActionArgs) {
  const entry = memberEntryOf(context);
  const id = requireId(params.invitationId);
  const form = await readForm(request, context, pendingSchema);
  if ("errors" in form) return refuse(form);
  const { given } = form;
  const closed = { errors: {}, status: 409 };
  const done = (message: string) => redirectDone(href("/:tenant/members", params), message);
  if (form.value.pending === "no") {
    return answer(context, await writeTenant(entry, (tx) => revoke(tx, id)), {
      given,
      refused: { accepted: closed },
      done: ({ email }) => done(`The invitation of ${email} is revoked.`),
    });
  }
  const outcome = await writeTenant(entry, (tx) => sendAgain(tx, siteOf(context), id));
  return answer(context, outcome, {
    given,
    refused: { unverified, accepted: closed, revoked: closed },
    done: ({ email }) => done(`The invitation of ${email} is sent again.`),
  });
}

/** Also after a refusal: the page, read again, says why. */
export const shouldRevalidate = () => true;

export default function PendingInvitation({ params, loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { email, status } = loaderData;
  const isSending = isAboutSending(post.answer);
  const title = isSending ? "Send the invitation again" : `The invitation of ${email}`;
  // Revoking it twice does nothing.
  const closed = status === "revoked" && !isSending ? null : loaderData.closedText;
  const back = href("/:tenant/members", params);
  if (closed) {
    return (
      <div className="page-narrow">
        <PageHeader title={title} context={isSending ? email : undefined} />
        <div className="grid gap-4">
          <Alert kind={post.answer ? "error" : "info"}>{closed}</Alert>
          <div>
            <a className="button button-secondary" href={back}>
              Back to the members
            </a>
          </div>
        </div>
      </div>
    );
  }
  if (isSending) {
    return (
      <AskFirst
        post={post}
        title={title}
        context={email}
        confirm="Send again"
        variant="primary"
        fields={{ pending: "yes" }}
        cancelHref={back}
      >
        <p className="max-w-prose text-muted">
          It gets another week, in which the links in earlier mails and the link that was copied work, too.
        </p>
      </AskFirst>
    );
  }
  return (
    <AskFirst
      post={post}
      title={`Revoke the invitation of ${email}?`}
      context="Its links stop working, and its seat is free again. You can invite them again at any time."
      confirm="Revoke invitation"
      fields={{ pending: "no" }}
      cancelHref={back}
    />
  );
}

function isAboutSending(answered: Route.ComponentProps["actionData"]): boolean {
  return answered?.values.pending === "yes";
}
