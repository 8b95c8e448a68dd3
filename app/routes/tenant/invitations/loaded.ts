import type { MemberEntry } from "#app/context.ts";
import { isEmailVerified, mustVerifyFirst } from "#app/domain/account/email-verification.ts";
import { pendingPage } from "#app/domain/invitation/invitation.ts";
import type { Site } from "#app/domain/invitation/invite.ts";
import { grantableRoles, mayInvite } from "#app/domain/invitation/policy.ts";
import { namesOf } from "#app/domain/membership/people.ts";
import { pageOf } from "#app/routes/list-request.ts";
import type { TenantReader } from "#db/transaction.ts";
import { linkToCopy, presentInvitation } from "./present.ts";

const pageSizeRows = 10;

/** What the page with the workspace's people shows of those who are invited. `?invited=2` turns their pages. */
export async function loadInvitations(
  tx: TenantReader,
  entry: MemberEntry,
  { request, site }: { request: Request; site: Site },
) {
  const asked = { page: pageOf(request, "invited"), pageSizeRows };
  const { rows, page, total } = await pendingPage(tx, asked);
  const names = await namesOf(
    tx,
    rows.map(({ invitedBy }) => invitedBy),
  );
  const mayManage = mayInvite(entry);
  return {
    rows: rows.map((row) => presentInvitation(row, names, mayManage ? linkToCopy(site, row) : null)),
    pages: { page, pageSizeRows, total },
    // Ids grow with time.
    newestId:
      rows
        .map(({ id }) => id)
        .sort()
        .at(-1) ?? "none",
    mayManage,
    roles: grantableRoles(entry.role),
    canMail: site.smtpUrl !== undefined,
    // The address to be confirmed first.
    unverified:
      mayManage && mustVerifyFirst(site, await isEmailVerified(tx, tx.userId)) ? entry.user.email : null,
  };
}

export type LoadedInvitations = Awaited<ReturnType<typeof loadInvitations>>;
