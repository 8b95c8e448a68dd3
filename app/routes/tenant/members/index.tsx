import { memberEntryOf } from "#app/context.ts";
import { access } from "#app/domain/membership/access.ts";
import { findMember } from "#app/domain/membership/membership.ts";
import { peoplePage } from "#app/domain/membership/people.ts";
import { judgeLeaving } from "#app/domain/membership/policy.ts";
import { usedOf } from "#app/domain/plan/limits.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { privateHeaders } from "#app/routes/private-headers.ts";
import { siteOf } from "#app/routes/tenant/invitations/load.ts";
import { loadInvitations } from "#app/routes/tenant/invitations/loaded.ts";
import { InvitationSection } from "#app/routes/tenant/invitations/section.tsx";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";
import { PeopleTable } from "./people-table.tsx";
import { presentPerson } from "./present.ts";

export const handle = access({ read: "tenant:read", write: "member:manage" });
/** An answer to too many invitations says when to come back. */
export const headers = privateHeaders;

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Members", matches);

const pageSizeRows = 50;

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const asked = { page: pageOf(request), pageSizeRows };
  const { people, taken, invitations, you } = await readTenant(entry, async (tx) => ({
    people: await peoplePage(tx, asked),
    taken: await usedOf(tx, "members"),
    invitations: await loadInvitations(tx, entry, { request, site: siteOf(context) }),
    you: await findMember(tx, entry.user.id),
  }));
  const { rows, page, total } = people;
  return {
    people: rows.map(presentPerson),
    pages: { page, pageSizeRows, total },
    invitations,
    seats: { people: total, invited: taken - total, allowed: entry.tenant.limits.members },
    tenant: { slug: entry.tenant.slug, plan: entry.tenant.plan },
    you: { id: entry.user.id, mayLeave: you !== null && judgeLeaving(you) === "allowed" },
    now: Date.now(),
  };
}

export { action } from "#app/routes/tenant/invitations/invite.ts";

export default function Members({ loaderData, actionData }: Route.ComponentProps) {
  const { people, pages, invitations, seats, tenant, you, now } = loaderData;
  return (
    <>
      <PageHeader title="Members" context={seatsText(seats, tenant.plan)} />
      <InvitationSection tenant={tenant.slug} invitations={invitations} answer={actionData} now={now} />
      <PeopleTable tenant={tenant.slug} people={people} you={you} now={now} />
      <Pagination {...pages} hrefOf={(page) => `/${tenant.slug}/members?page=${page}`} />
    </>
  );
}

interface Seats {
  people: number;
  invited: number;
  /** Null: no limit. */
  allowed: number | null;
}

function seatsText({ people, invited, allowed }: Seats, plan: string): string {
  const members = people === 1 ? "1 person" : `${people.toLocaleString("en")} people`;
  const taken = invited === 0 ? members : `${members} and ${invited.toLocaleString("en")} invited`;
  return allowed === null
    ? `${taken}. The ${plan} plan has no limit.`
    : `${taken}, of ${allowed.toLocaleString("en")} on the ${plan} plan.`;
}
