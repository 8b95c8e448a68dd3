import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { judgeLeaving } from "#app/domain/membership/policy.ts";
import { memberById, memberPage, memberPageRows } from "#app/domain/membership/reads.ts";
import { usedOf } from "#app/domain/plan/limits.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { loadInvitations, siteOf } from "#app/routes/tenant/invitations/load.ts";
import { InvitationSection } from "#app/routes/tenant/invitations/section.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { usePost } from "#app/ui/post-form.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { MemberTable } from "./member-table.tsx";
import { presentMember } from "./present.ts";

export const handle = access({ read: "tenant:read", write: "member:manage" });
export const headers = privateHeaders;

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Members", matches);

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const site = siteOf(context);
  const page = pageOf(request);
  const [{ rows, total }, taken, invitations, you] = await readTenant(entry, (tx) =>
    Promise.all([
      memberPage(tx, { page }),
      usedOf(tx, "members"),
      loadInvitations(tx, entry, { request, site }),
      memberById.first(tx, { userId: entry.user.id }),
    ]),
  );
  return {
    members: rows.map(presentMember),
    pages: { page, pageSizeRows: memberPageRows, total },
    invitations,
    seats: { members: total, invited: taken - total, allowed: entry.tenant.limits.members },
    tenant: { slug: entry.tenant.slug, plan: entry.tenant.plan },
    you: { id: entry.user.id, mayLeave: you !== null && judgeLeaving(you) === "allowed" },
    now: Date.now(),
  };
}

export { action } from "#app/routes/tenant/invitations/invite.ts";

export default function Members({ loaderData, actionData }: Route.ComponentProps) {
  const post = usePost(actionData);
  const { members, pages, invitations, seats, tenant, you, now } = loaderData;
  return (
    <>
      <PageHeader title="Members" context={seatsText(seats, tenant.plan)} />
      <InvitationSection tenant={tenant.slug} invitations={invitations} post={post} now={now} />
      <MemberTable tenant={tenant.slug} members={members} you={you} now={now} />
      <Pagination {...pages} hrefOf={(page) => `/${tenant.slug}/members?page=${page}`} />
    </>
  );
}

interface Seats {
  members: number;
  invited: number;
  /** Null: no limit. */
  allowed: number | null;
}

function seatsText({ members, invited, allowed }: Seats, plan: string): string {
  const people = members === 1 ? "1 person" : `${members.toLocaleString("en")} people`;
  const taken = invited === 0 ? people : `${people} and ${invited.toLocaleString("en")} invited`;
  return allowed === null
    ? `${taken}. The ${plan} plan has no limit.`
    : `${taken}, of ${allowed.toLocaleString("en")} on the ${plan} plan.`;
}
