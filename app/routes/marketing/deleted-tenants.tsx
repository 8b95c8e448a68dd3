import { daysLeftText } from "#app/base/time-text.ts";
import type { DeletedTenant } from "#app/domain/tenant/tenant.ts";
import { Badge } from "#app/ui/badge.tsx";
import { Card } from "#app/ui/card.tsx";
import { TenantRow } from "./tenant-row.tsx";

export type DeletedEntry = Omit<DeletedTenant, "purgeAfter"> & { purgeAfter: string };

/** What the person deleted, or another owner did, and can still bring back. */
export function DeletedTenants({ tenants, now }: { tenants: readonly DeletedEntry[]; now: number }) {
  return (
    <Card title="Deleted, and not erased yet" className="mt-6" flush>
      <ul className="list">
        {tenants.map((tenant) => (
          <TenantRow key={tenant.id} tenant={tenant} href={`/${tenant.slug}/danger`}>
            <Badge tone="danger">{daysLeftText(tenant.purgeAfter, now)}</Badge>
          </TenantRow>
        ))}
      </ul>
    </Card>
  );
}
