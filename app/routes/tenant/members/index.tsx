import { tenantDoorOf } from "#app/context.ts";
import { access } from "#app/policies/access.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { Avatar } from "#app/ui/avatar.tsx";
import { Tag } from "#app/ui/badge.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { peoplePage } from "#db/control/people.ts";
import { withTenant } from "#db/tenant.ts";
import type { Route } from "./+types/index.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Members", matches);

const pageSizeRows = 50;

export async function loader({ request, context }: Route.LoaderArgs) {
  const door = tenantDoorOf(context);
  const asked = { page: pageOf(request), pageSizeRows };
  const { rows, page, total } = await withTenant(door, (tx) => peoplePage(tx, asked));
  return {
    people: rows.map(({ memberSince, ...person }) => ({ ...person, memberSince: memberSince.toISOString() })),
    pages: { page, pageSizeRows, total },
    seats: door.tenant.limits.members,
    tenant: { slug: door.tenant.slug, plan: door.tenant.plan },
    youId: door.user.id,
    now: Date.now(),
  };
}

export default function Members({ loaderData }: Route.ComponentProps) {
  const { people, pages, seats, tenant, youId, now } = loaderData;
  return (
    <>
      <PageHeader title="Members" context={seatsText(pages.total, seats, tenant.plan)} />
      <Table
        label="Members"
        head={
          <>
            <th scope="col">Name</th>
            <th scope="col" className="cell-wide">
              Member since
            </th>
            <th scope="col">Role</th>
          </>
        }
      >
        {people.map((person) => (
          <tr key={person.id}>
            <td className="cell-main">
              <div className="flex items-center gap-3">
                <Avatar name={person.name} />
                <span className="rail-text">
                  <span dir="auto">
                    {person.name}
                    {person.id === youId ? <span className="text-muted"> (you)</span> : null}
                  </span>
                  <span>{person.email}</span>
                </span>
              </div>
            </td>
            <td className="cell-quiet cell-wide">
              <RelativeTime at={person.memberSince} now={now} />
            </td>
            <td className="cell-quiet">
              <Tag>{person.role}</Tag>
            </td>
          </tr>
        ))}
      </Table>
      <Pagination {...pages} hrefOf={(page) => `/${tenant.slug}/members?page=${page}`} />
      <p className="mt-6 max-w-prose text-sm text-muted">
        To add somebody, ask the operator of this installation. They run{" "}
        <code className="inline-block">rowhouse member add --tenant {tenant.slug}</code> with the person's
        address and role.
      </p>
    </>
  );
}

function seatsText(taken: number, seats: number | null, plan: string): string {
  const people = taken === 1 ? "1 person" : `${taken.toLocaleString("en")} people`;
  return seats === null
    ? `${people}. The ${plan} plan has no limit.`
    : `${people} of ${seats.toLocaleString("en")} on the ${plan} plan.`;
}
