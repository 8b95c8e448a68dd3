import { href } from "react-router";
import { access } from "#app/access.ts";
import { memberEntryOf } from "#app/context.ts";
import { mayWriteSomeNouns } from "#app/domain/some-noun/policy.ts";
import { someNounPage, someNounPageRows } from "#app/domain/some-noun/reads.ts";
import { pageOf } from "#app/routes/list-request.ts";
import { tenantTitle } from "#app/routes/tenant/title.ts";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { Pagination } from "#app/ui/pagination.tsx";
import { Table } from "#app/ui/table.tsx";
import { RelativeTime } from "#app/ui/time.tsx";
import { readTenant } from "#db/transaction.ts";
import type { Route } from "./+types/index.ts";

export const handle = access({ read: "tenant:read" });

export const meta: Route.MetaFunction = ({ matches }) => tenantTitle("Some nouns", matches);

export async function loader({ request, context }: Route.LoaderArgs) {
  const entry = memberEntryOf(context);
  const page = pageOf(request);
  const { rows, total } = await readTenant(entry, (tx) => someNounPage(tx, page));
  return {
    rows: rows.map(({ id, name, updatedAt }) => ({ id, name, updatedAt: updatedAt.toISOString() })),
    pages: { page, pageSizeRows: someNounPageRows, total },
    mayCreate: mayWriteSomeNouns(entry),
    now: Date.now(),
  };
}

export default function SomeNouns({ params, loaderData }: Route.ComponentProps) {
  const { rows, pages, mayCreate, now } = loaderData;
  const base = href("/:tenant/some-nouns", params);
  const create = mayCreate ? (
    <a className="button button-primary" href={href("/:tenant/some-nouns/new", params)}>
      New some noun
    </a>
  ) : null;
  return (
    <>
      <PageHeader title="Some nouns" action={create} />
      {rows.length > 0 ? (
        <Table label="Some nouns" head={head}>
          {rows.map(({ id, name, updatedAt }) => (
            <tr key={id}>
              <td className="cell-main">
                <a className="row-link" href={`${base}/${id}`} title={name} dir="auto">
                  {name}
                </a>
              </td>
              <td className="cell-quiet cell-wide">
                <RelativeTime at={updatedAt} now={now} />
              </td>
            </tr>
          ))}
        </Table>
      ) : (
        <EmptyState action={create}>There are no some nouns yet.</EmptyState>
      )}
      <Pagination {...pages} hrefOf={(page) => (page > 1 ? `${base}?page=${page}` : base)} />
    </>
  );
}

const head = (
  <>
    <th>Name</th>
    <th className="cell-wide">Changed</th>
  </>
);
