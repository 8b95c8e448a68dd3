import { access } from "#app/access.ts";
import { daysLeftText, exactText } from "#app/base/time-text.ts";
import { userEntryOf } from "#app/context.ts";
import { operatorPageRows, tenantPage } from "#app/domain/operator/reads.ts";
import { listQuery, pageOf, searchOf } from "#app/routes/list-request.ts";
import { Badge, Tag } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { TenantMark } from "#app/ui/mark.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readAsOperator } from "#db/operator.ts";
import type { Route } from "./+types/tenants.ts";
import { SearchForm } from "./search-form.tsx";

export const handle = access({ read: "operator" });

export const meta: Route.MetaFunction = () => [{ title: "Tenants · Operator · Rowhouse" }];

export async function loader({ request, context }: Route.LoaderArgs) {
  const asked = { search: searchOf(request), page: pageOf(request) };
  const { rows, total } = await readAsOperator(userEntryOf(context), (tx) => tenantPage(tx, asked));
  return {
    tenants: rows.map((tenant) => ({
      ...tenant,
      createdAt: tenant.createdAt.toISOString(),
      purgeAfter: tenant.purgeAfter?.toISOString() ?? null,
    })),
    pages: { page: asked.page, pageSizeRows: operatorPageRows, total },
    q: asked.search,
    now: Date.now(),
  };
}

export default function OperatorTenants({ loaderData }: Route.ComponentProps) {
  const { tenants, pages, q, now } = loaderData;
  return (
    <>
      <PageHeader
        title="Tenants"
        context={
          <>
            Every workspace of this installation. Plans and status are changed with the command{" "}
            <code className="inline-block">rowhouse tenant</code>.
          </>
        }
      />
      <SearchForm label="Find by name or address" q={q} />
      {tenants.length === 0 ? (
        <Card flush>
          <EmptyState>{q ? "No workspace has this in its name or address." : "No workspace yet."}</EmptyState>
        </Card>
      ) : (
        <Table
          label="Tenants"
          head={
            <>
              <th scope="col">Workspace</th>
              <th scope="col">Plan</th>
              <th scope="col" className="cell-number max-sm:hidden">
                Members
              </th>
              <th scope="col" className="cell-wide">
                Created
              </th>
            </>
          }
        >
          {tenants.map((tenant) => (
            <tr key={tenant.id}>
              <td className="cell-main">
                <div className="flex items-center gap-3">
                  <TenantMark tenant={tenant} />
                  <span className="rail-text">
                    <span dir="auto">{tenant.name}</span>
                    <span>/{tenant.slug}</span>
                  </span>
                  {tenant.status === "suspended" ? <Badge tone="warning">suspended</Badge> : null}
                  {tenant.purgeAfter ? (
                    <Badge tone="danger">
                      <span title={`Erased after ${exactText(tenant.purgeAfter)}`}>
                        deleted<span className="max-sm:hidden">, {daysLeftText(tenant.purgeAfter, now)}</span>
                      </span>
                    </Badge>
                  ) : null}
                </div>
              </td>
              <td className="cell-quiet">
                <Tag>{tenant.hasOverrides ? `${tenant.plan}, adjusted` : tenant.plan}</Tag>
              </td>
              <td className="cell-number max-sm:hidden">{tenant.members.toLocaleString("en")}</td>
              <td className="cell-quiet cell-wide">
                <RelativeTime at={tenant.createdAt} now={now} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Pagination {...pages} hrefOf={(page) => `/operator${listQuery({ q, page })}`} />
    </>
  );
}
