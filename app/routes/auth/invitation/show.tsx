import { data, href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { withRedirect } from "#app/base/safe-redirect.ts";
import { appOf, clientKeyOf, controlEntryOf, doorContext, outsiderEntryOf } from "#app/context.ts";
import { isEmailVerified } from "#app/domain/account/email-verification.ts";
import { acceptInvitation, lookAtInvitation, mailOtherLink } from "#app/domain/invitation/link.ts";
import { answer, answerRefusal } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { sentFields } from "#app/routes/form.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { notFoundResponse } from "#app/routes/responses.ts";
import { usePost } from "#app/ui/post-form.tsx";
import { readControl, writeControl } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { ClosedInvitation } from "./closed.tsx";
import { MailedLink } from "./mailed.tsx";
import { OpenInvitation } from "./open.tsx";
import { presentSeen } from "./present.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Invitation · Rowhouse" }];

/** For a known invitation that can't be accepted any more, or not for now. */
const gone = 410;
const closed = { errors: {}, status: gone };
const closedStates = {
  used: closed,
  revoked: closed,
  expired: closed,
  withdrawn: closed,
  suspended: closed,
  deleted: closed,
};
/** The invitation is open, but not for this user, or not yet. */
const notYours = { errors: {}, status: 403 };

export async function loader({ params, context }: Route.LoaderArgs) {
  const { user } = context.get(doorContext);
  const canVerify = appOf(context).config.smtpUrl !== undefined;
  const view = await readControl(controlEntryOf(context), async (tx) => {
    const [seen, isVerified] = await Promise.all([
      lookAtInvitation(tx, params.token),
      user !== null && isEmailVerified(tx),
    ]);
    return seen && { state: seen.state, ...presentSeen(seen, { user, isVerified, canVerify }) };
  });
  if (!view) throw notFoundResponse();
  return data({ ...view, now: Date.now() }, { status: view.state === "open" ? 200 : gone });
}

/** Two forms, told apart by `intent`: `mail`, for visitors who are signed out, or none to accept. */
export async function action({ request, params, context }: Route.ActionArgs) {
  const tooOften = await appOf(context).attempts.countForm("invitation", clientKeyOf(context));
  if (tooOften) return answerRefusal(context, tooOften, { refused: {} });
  const here = href("/invitations/:token", params);
  const { user } = context.get(doorContext);
  const wantsMail = (await sentFields(request, context)).get("intent") === "mail";
  if (user) return wantsMail ? redirect(here) : accept(context, params.token);
  return wantsMail ? mail(context, params.token) : redirect(withRedirect(href("/login"), here));
}

type Context = Route.ActionArgs["context"];

async function mail(context: Context, token: string) {
  const { config } = appOf(context);
  if (config.smtpUrl === undefined) return redirect(href("/invitations/:token", { token }));
  return answer(context, await mailOtherLink(outsiderEntryOf(context), token), {
    refused: closedStates,
    done: () => data({ isMailed: true }),
  });
}

async function accept(context: Context, token: string) {
  const isVerifiedOnly = appOf(context).config.smtpUrl !== undefined;
  const { outcome, seen } = await writeControl(controlEntryOf(context), async (tx) => ({
    outcome: await acceptInvitation(tx, token, { isVerifiedOnly }),
    seen: await lookAtInvitation(tx, token),
  }));
  if (!seen) throw notFoundResponse();
  const { tenantName, tenantSlug } = seen;
  const enter = (message: string) => redirectDone(`/${tenantSlug}`, message);
  const enterAgain = () => enter(`You belong to ${tenantName} already.`);
  // Members are led in, whatever became of the invitation.
  if (tenantSlug && outcome.kind !== "done") return enterAgain();
  return answer(context, outcome, {
    refused: {
      ...closedStates,
      "other-email": notYours,
      unverified: notYours,
    },
    done: ({ wasMember }) => (wasMember ? enterAgain() : enter(`Welcome to ${tenantName}.`)),
  });
}

/** Also after a refusal: the page, read again, says why. */
export const shouldRevalidate = () => true;

export default function AnswerInvitation({ params, loaderData, actionData }: Route.ComponentProps) {
  const { now, state, ...invitation } = loaderData;
  const here = href("/invitations/:token", params);
  const post = usePost(actionData);
  const { answer } = post;
  if (answer && "isMailed" in answer) return <MailedLink email={invitation.email} here={here} />;
  const shared = { invitation, here, now };
  return state === "open" ? (
    <OpenInvitation {...shared} token={params.token} post={post} />
  ) : (
    <ClosedInvitation {...shared} state={state} />
  );
}
