import { href, redirect } from "react-router";
import { lookAtInvitation, type SeenInvitation } from "#db/control/invitation-link.ts";
import { withPerson } from "#db/tenant.ts";

export interface OpenInvitation extends SeenInvitation {
  token: string;
  /** Where it is shown. */
  path: string;
}

/**
 * The open invitation that somebody signs up by (`?invitation=`), or null if they come without one.
 * @throws a redirect to the invitation's own page, which says why, if it isn't open or unknown.
 */
export async function invitationOf(request: Request): Promise<OpenInvitation | null> {
  const token = new URL(request.url).searchParams.get("invitation");
  if (token === null) return null;
  const path = href("/invitations/:token", { token });
  const seen = await withPerson({ userId: null, readOnly: true }, (tx) => lookAtInvitation(tx, token));
  if (seen?.state !== "open") throw redirect(path);
  return { ...seen, token, path };
}
