import type { Pool } from "pg";
import type { TestTenant, TestUser } from "./people.ts";

export async function suspendTenant(admin: Pool, { id }: TestTenant, reason?: string): Promise<void> {
  await admin.query(
    "update control.tenants set suspended_since = now(), suspended_reason = $2 where id = $1",
    [id, reason ?? null],
  );
}

/** Its owners have 30 days from the deletion on. */
export async function deleteTenant(
  admin: Pool,
  { id }: TestTenant,
  { by, daysAgo = 0 }: { by?: TestUser; daysAgo?: number } = {},
): Promise<void> {
  await admin.query(
    `update control.tenants set deleted_by = $2, deleted_at = now() - make_interval(days => $3),
       purge_after = now() - make_interval(days => $3) + interval '30 days'
     where id = $1`,
    [id, by?.id ?? null, daysAgo],
  );
}

/** Takes back suspension and deletion. */
export async function openTenant(admin: Pool, { id }: TestTenant): Promise<void> {
  await admin.query(
    `update control.tenants
     set suspended_since = null, suspended_reason = null, deleted_at = null, deleted_by = null, purge_after = null
     where id = $1`,
    [id],
  );
}
