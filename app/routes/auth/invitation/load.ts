import { href, type RouterContextProvider, redirect } from "react-router";
import { isToken } from "#app/base/token.ts";
import { appOf, outsiderEntryOf } from "#app/context.ts";
import { lookAtInvitation, type SeenInvitation } from "#app/domain/invitation/link.ts";
import { type Reader, readControl } from "#db/transaction.ts";

type Context = Readonly<RouterContextProvider>;

interface InvitationToSignUp extends SeenInvitation {
  token: string;
  path: string;
}

/**
 * The invitation in `?invitation=`; null without one.
 * @throws a redirect to its page if it isn't open, or its link doesn't prove whose email it is
 */
export async function invitationOf(context: Context, request: Request): Promise<InvitationToSignUp | null> {
  const token = tokenIn(request);
  if (token === null) return null;
  const path = href("/invitations/:token", { token });
  const seen = await readControl(outsiderEntryOf(context), (tx) => lookAtInvitation(tx, token));
  const mustProve = seen?.isMailed === false && appOf(context).config.smtpUrl !== undefined;
  if (seen?.state !== "open" || mustProve) throw redirect(path);
  return { ...seen, token, path };
}

/** The invitation that a user goes on to once their email is verified. */
export interface WaitingInvitation {
  token: string;
  path: string;
  tenantName: string;
}

/** The invitation in `?invitation=`, if it is open and for this email; else null. */
export async function waitingInvitation(
  tx: Reader,
  request: Request,
  email: string,
): Promise<WaitingInvitation | null> {
  const token = tokenIn(request);
  const seen = token === null ? null : await lookAtInvitation(tx, token);
  if (token === null || seen?.state !== "open" || seen.email !== email) return null;
  return { token, path: href("/invitations/:token", { token }), tenantName: seen.tenantName };
}

function tokenIn(request: Request): string | null {
  const token = new URL(request.url).searchParams.get("invitation");
  return token !== null && isToken(token) ? token : null;
}
