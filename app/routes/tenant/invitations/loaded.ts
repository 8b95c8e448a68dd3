import type { Config } from "#app/base/config.ts";
import type { TenantDoor } from "#app/context.ts";
import { isAddressVerified } from "#app/domain/account/email-verification.ts";
import { mustVerifyFirst } from "#app/domain/account/verified-address.ts";
import { pendingPage } from "#app/domain/invitation/invitation.ts";
import { grantableRoles, mayInvite } from "#app/domain/invitation/policy.ts";
import { namesOf } from "#app/domain/membership/people.ts";
import { pageOf } from "#app/routes/list-request.ts";
import type { TenantTransaction } from "#db/transaction.ts";
import { linkToCopy, presentInvitation } from "./present.ts";

const pageSizeRows = 10;

/** What the page with the workspace's people shows of those who are invited. `?invited=2` turns their pages. */
export async function loadInvitations(
  tx: TenantTransaction,
  door: TenantDoor,
  { request, config }: { request: Request; config: Config },
) {
  const asked = { page: pageOf(request, "invited"), pageSizeRows };
  const { rows, page, total } = await pendingPage(tx, asked);
  const names = await namesOf(
    tx,
    rows.map(({ invitedBy }) => invitedBy),
  );
  const mayManage = mayInvite(door);
  return {
    rows: rows.map((row) => presentInvitation(row, names, mayManage ? linkToCopy(config, row) : null)),
    pages: { page, pageSizeRows, total },
    // Ids grow with time.
    newestId:
      rows
        .map(({ id }) => id)
        .sort()
        .at(-1) ?? "none",
    mayManage,
    roles: grantableRoles(door.role),
    canMail: config.smtpUrl !== undefined,
    // The address to be confirmed first.
    unverified:
      mayManage && mustVerifyFirst(config, await isAddressVerified(tx, tx.userId)) ? door.user.email : null,
  };
}

export type LoadedInvitations = Awaited<ReturnType<typeof loadInvitations>>;
