import type { ReactNode } from "react";
import { daysLeftText } from "#app/base/time-text.ts";
import type { DeletedTenant, OwnTenant } from "#app/domain/tenant/reads.ts";
import { Badge, Tag } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { EmptyState } from "#app/ui/empty-state.tsx";
import { TenantMark } from "#app/ui/mark.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";

interface OwnTenantsProps {
  tenants: readonly OwnTenant[];
  deleted: readonly (Omit<DeletedTenant, "purgeAfter"> & { purgeAfter: string })[];
  now: number;
}

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
      {deleted.length > 0 ? (
        <Card title="Deleted, and not erased yet" className="mt-6" flush>
          <ul className="list">
            {deleted.map((tenant) => (
              <TenantRow key={tenant.id} tenant={tenant} href={`/${tenant.slug}/danger`}>
                <Badge tone="danger">{daysLeftText(tenant.purgeAfter, now)}</Badge>
              </TenantRow>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  );
}

interface TenantRowProps {
  tenant: { id: string; slug: string; name: string; hue: number | null };
  href: string;
  children: ReactNode;
}

function TenantRow({ tenant, href, children }: TenantRowProps) {
  return (
    <li className="relative hover:bg-hover">
      <TenantMark tenant={tenant} />
      <span className="rail-text">
        <a href={href} className="row-link" dir="auto">
          {tenant.name}
        </a>
        <span>/{tenant.slug}</span>
      </span>
      {children}
    </li>
  );
}
