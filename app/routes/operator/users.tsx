import { access } from "#app/access.ts";
import { userEntryOf } from "#app/context.ts";
import { operatorPageRows, userPage } from "#app/domain/operator/reads.ts";
import { listQuery, pageOf, searchOf } from "#app/routes/list-request.ts";
import { Avatar } from "#app/ui/avatar.tsx";
import { Tag } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readAsOperator } from "#db/operator.ts";
import type { Route } from "./+types/users.ts";
import { SearchForm } from "./search-form.tsx";

export const handle = access({ read: "operator" });

export const meta: Route.MetaFunction = () => [{ title: "Users · Operator · Rowhouse" }];

export async function loader({ request, context }: Route.LoaderArgs) {
  const asked = { search: searchOf(request), page: pageOf(request) };
  const { rows, total } = await readAsOperator(userEntryOf(context), (tx) => userPage(tx, asked));
  return {
    users: rows.map((user) => ({ ...user, createdAt: user.createdAt.toISOString() })),
    pages: { page: asked.page, pageSizeRows: operatorPageRows, total },
    q: asked.search,
    now: Date.now(),
  };
}

export default function OperatorUsers({ loaderData }: Route.ComponentProps) {
  const { users, pages, q, now } = loaderData;
  return (
    <>
      <PageHeader title="Users" context="Everybody with an account on this installation." />
      <SearchForm label="Find by name or email" q={q} />
      {users.length === 0 ? (
        <Card flush>
          <EmptyState>Nobody has this in their name or email.</EmptyState>
        </Card>
      ) : (
        <Table
          label="Users"
          head={
            <>
              <th scope="col">Person</th>
              <th scope="col" className="cell-number">
                Workspaces
              </th>
              <th scope="col" className="cell-wide">
                Signed up
              </th>
            </>
          }
        >
          {users.map((user) => (
            <tr key={user.id}>
              <td className="cell-main">
                <div className="flex flex-wrap items-center gap-3">
                  <Avatar name={user.name} />
                  <span className="rail-text min-w-40">
                    <span dir="auto">{user.name}</span>
                    <span>{user.email}</span>
                  </span>
                  {user.isOperator ? <Tag>operator</Tag> : null}
                </div>
              </td>
              <td className="cell-number">{user.tenants.toLocaleString("en")}</td>
              <td className="cell-quiet cell-wide">
                <RelativeTime at={user.createdAt} now={now} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Pagination {...pages} hrefOf={(page) => `/operator/users${listQuery({ q, page })}`} />
    </>
  );
}
