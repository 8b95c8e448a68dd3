import type { OwnTenant } from "#app/domain/tenant/tenant.ts";
import { Badge, Tag } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { type DeletedEntry, DeletedTenants } from "./deleted-tenants.tsx";
import { TenantRow } from "./tenant-row.tsx";

interface OwnTenantsProps {
  tenants: readonly OwnTenant[];
  deleted: readonly DeletedEntry[];
  now: number;
}

/** The workspaces of the signed-in person, each with its door. */
export function OwnTenants({ tenants, deleted, now }: OwnTenantsProps) {
  const create = (
    <a href="/new" className="button button-primary">
      Create a workspace
    </a>
  );
  return (
    <>
      <PageHeader title="Your workspaces" action={tenants.length > 0 ? create : null} />
      <Card flush>
        {tenants.length === 0 ? (
          <EmptyState action={create}>
            A workspace holds the projects, tasks and people of one team. Create your first, or ask somebody
            to add you to theirs.
          </EmptyState>
        ) : (
          <ul className="list">
            {tenants.map((tenant) => (
              <TenantRow key={tenant.id} tenant={tenant} href={`/${tenant.slug}`}>
                {tenant.status === "suspended" ? <Badge tone="warning">Suspended</Badge> : null}
                <Tag>{tenant.role}</Tag>
              </TenantRow>
            ))}
          </ul>
        )}
      </Card>
      {deleted.length > 0 ? <DeletedTenants tenants={deleted} now={now} /> : null}
    </>
  );
}
