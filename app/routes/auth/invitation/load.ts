import { href, type RouterContextProvider, redirect } from "react-router";
import { outsiderEntryOf } from "#app/context.ts";
import { lookAtInvitation, type SeenInvitation } from "#app/domain/invitation/link.ts";
import { type Reader, readControl } from "#db/transaction.ts";

type Context = Readonly<RouterContextProvider>;

interface InvitationToSignUp extends SeenInvitation {
  token: string;
  /** Where it is shown. */
  path: string;
}

/**
 * The open invitation that a visitor signs up by (`?invitation=`), or null if they come without one.
 * @throws a redirect to the invitation's own page, which says why, if it isn't open or unknown.
 */
export async function invitationOf(context: Context, request: Request): Promise<InvitationToSignUp | null> {
  const token = tokenIn(request);
  if (token === null) return null;
  const path = href("/invitations/:token", { token });
  const seen = await readControl(outsiderEntryOf(context), (tx) => lookAtInvitation(tx, token));
  if (seen?.state !== "open") throw redirect(path);
  return { ...seen, token, path };
}

/** An invitation that a user goes on to once their email is verified. */
export interface WaitingInvitation {
  token: string;
  path: string;
  tenantName: string;
}

/** The invitation that a request carries along (`?invitation=`), if it is open and for this email; else null. */
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
  return new URL(request.url).searchParams.get("invitation");
}
