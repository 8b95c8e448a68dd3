import type { RouterContextProvider } from "react-router";
import { appOf, type MemberEntry } from "#app/context.ts";
import { isEmailVerified, mustVerifyFirst } from "#app/domain/account/email-verification.ts";
import type { Site } from "#app/domain/invitation/invite.ts";
import { grantableRoles, mayInvite } from "#app/domain/invitation/policy.ts";
import {
  type InvitationFacts,
  invitationById,
  invitedPageRows,
  pendingPage,
} from "#app/domain/invitation/reads.ts";
import type { Refusal } from "#app/routes/answer.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { requireId } from "#app/routes/params.ts";
import { notFoundResponse } from "#app/routes/responses.ts";
import type { TenantReader } from "#db/transaction.ts";
import { linkToCopy, presentInvitation } from "./present.ts";

type Context = Readonly<RouterContextProvider>;

/** The path's invitation, in any state. @throws the 404 */
export async function requireInvitation(
  tx: TenantReader,
  params: { invitationId: string },
): Promise<InvitationFacts> {
  const invitation = await invitationById.first(tx, { id: requireId(params.invitationId) });
  if (!invitation) throw notFoundResponse();
  return invitation;
}

/** `?invited=2` is the second page of the invitations. */
export async function loadInvitations(
  tx: TenantReader,
  entry: MemberEntry,
  { request, site }: { request: Request; site: Site },
) {
  const page = pageOf(request, "invited");
  const [{ rows, total }, isVerified] = await Promise.all([pendingPage(tx, { page }), isEmailVerified(tx)]);
  const mayManage = mayInvite(entry);
  return {
    rows: rows.map((row) => presentInvitation(row, mayManage ? linkToCopy(site, row) : null)),
    pages: { page, pageSizeRows: invitedPageRows, total },
    // Ids grow with time.
    newestId:
      rows
        .map(({ id }) => id)
        .sort()
        .at(-1) ?? "none",
    mayManage,
    roles: grantableRoles(entry.role),
    canMail: site.smtpUrl !== undefined,
    // The email to be verified first.
    unverified: mayManage && mustVerifyFirst(site, isVerified) ? entry.user.email : null,
  };
}

export type LoadedInvitations = Awaited<ReturnType<typeof loadInvitations>>;

export function siteOf(context: Context): Site {
  const { config, linkKey } = appOf(context);
  return { appUrl: config.appUrl, smtpUrl: config.smtpUrl, linkKey };
}

export const unverified: Refusal = {
  errors: { "": ["Confirm your own address before you invite others: open the link in our mail to you."] },
  status: 403,
};
