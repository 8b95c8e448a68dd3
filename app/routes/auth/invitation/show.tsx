import { data, href, redirect } from "react-router";
import { access } from "#app/access.ts";
import { withRedirect } from "#app/base/safe-redirect.ts";
import { appOf, controlEntryOf, doorContext } from "#app/context.ts";
import { isEmailVerified } from "#app/domain/account/email-verification.ts";
import { acceptInvitation, lookAtInvitation } from "#app/domain/invitation/link.ts";
import { answer } from "#app/routes/answer.ts";
import { redirectDone } from "#app/routes/flash.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { notFoundResponse } from "#app/routes/responses.ts";
import { readControl, writeControl } from "#db/transaction.ts";
import type { Route } from "./+types/show.ts";
import { ClosedInvitation } from "./closed.tsx";
import { OpenInvitation } from "./open.tsx";
import { presentSeen } from "./present.ts";

export const handle = access({ read: "public", write: "public" });
export const headers = privateHeaders;
export const meta: Route.MetaFunction = () => [{ title: "Invitation · Rowhouse" }];

/** For a known invitation that can't be accepted any more, or not for now. */
const gone = 410;
const closed = { errors: {}, status: gone };
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

export async function action({ params, context }: Route.ActionArgs) {
  const { user } = context.get(doorContext);
  if (!user) throw redirect(withRedirect(href("/login"), href("/invitations/:token", params)));
  const isVerifiedOnly = appOf(context).config.smtpUrl !== undefined;
  const { outcome, seen } = await writeControl(controlEntryOf(context), async (tx) => ({
    outcome: await acceptInvitation(tx, params.token, { isVerifiedOnly }),
    seen: await lookAtInvitation(tx, params.token),
  }));
  if (!seen) throw notFoundResponse();
  const { tenantName, tenantSlug } = seen;
  const enter = (message: string) => redirectDone(`/${tenantSlug}`, message);
  const enterAgain = () => enter(`You belong to ${tenantName} already.`);
  // Members are led in, whatever became of the invitation.
  if (tenantSlug && outcome.kind !== "done") return enterAgain();
  return answer(context, outcome, {
    refused: {
      "other-email": notYours,
      unverified: notYours,
      used: closed,
      revoked: closed,
      expired: closed,
      withdrawn: closed,
      suspended: closed,
      deleted: closed,
    },
    done: ({ wasMember }) => (wasMember ? enterAgain() : enter(`Welcome to ${tenantName}.`)),
  });
}

/** Also after a refusal: the page, read again, says why. */
export const shouldRevalidate = () => true;

export default function AnswerInvitation({ params, loaderData }: Route.ComponentProps) {
  const { now, state, ...invitation } = loaderData;
  const shared = { invitation, here: href("/invitations/:token", params), now };
  return state === "open" ? (
    <OpenInvitation {...shared} token={params.token} />
  ) : (
    <ClosedInvitation {...shared} state={state} />
  );
}
