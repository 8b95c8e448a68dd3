import { Badge, Tag } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { TenantMark } from "#app/ui/mark.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import type { OwnTenant } from "#db/control/tenant.ts";

/** The workspaces of the signed-in person, each with its door. */
export function OwnTenants({ tenants }: { tenants: readonly OwnTenant[] }) {
  const create = (
    <a href="/new" className="button button-primary">
      Create a workspace
    </a>
  );
  if (tenants.length === 0) {
    return (
      <>
        <PageHeader title="Your workspaces" />
        <Card flush>
          <EmptyState action={create}>
            A workspace holds the projects, tasks and people of one team. Create your first, or ask somebody
            to add you to theirs.
          </EmptyState>
        </Card>
      </>
    );
  }
  return (
    <>
      <PageHeader title="Your workspaces" action={create} />
      <Card flush>
        <ul className="list">
          {tenants.map((tenant) => (
            <li key={tenant.id} className="relative hover:bg-hover">
              <TenantMark tenant={tenant} />
              <span className="rail-text">
                <a href={`/${tenant.slug}`} className="row-link" dir="auto">
                  {tenant.name}
                </a>
                <span>/{tenant.slug}</span>
              </span>
              {tenant.status === "suspended" ? <Badge tone="warning">Suspended</Badge> : null}
              <Tag>{tenant.role}</Tag>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
