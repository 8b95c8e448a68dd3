import { sql } from "kysely";
import type { Role } from "#app/domain/membership/permissions.ts";
import { query, tenantQuery } from "#app/domain/query.ts";
import { boolean, nullable, smallint, text, textOf, timestamp, uuid } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";
import type { TenantStatus } from "./table.ts";

const facts = { id: uuid, slug: text, name: text, hue: nullable(smallint) };

/** The acting user's, by name. */
export const ownTenants = query.byHand(
  "own tenants",
  { ...facts, status: textOf<TenantStatus>(), role: textOf<Role>() },
  () => sql`select id, slug, name, hue, status, role from control.own_tenants()`,
);
export type OwnTenant = Awaited<ReturnType<typeof ownTenants>>[number];

/** Those that the acting user may bring back. */
export const ownDeletedTenants = query.byHand(
  "own deleted tenants",
  { ...facts, purgeAfter: timestamp },
  () => sql`select id, slug, name, hue, purge_after as "purgeAfter" from control.own_deleted_tenants()`,
);
export type DeletedTenant = Awaited<ReturnType<typeof ownDeletedTenants>>[number];

/** By its slug or a former one. Indexes: slugs_pkey, memberships_pkey, tenants_pkey. */
export const ownTenantBySlug = query.byHand(
  "own tenant",
  { id: uuid, slug: text, home: text, isDeleted: boolean },
  ({ slug }: { slug: string }) =>
    sql`select id, slug, home, is_deleted as "isDeleted" from control.own_tenant(${slug})`,
);

export const formerSlugs = tenantQuery.byHand(
  "former slugs",
  { slug: text },
  () => sql`select slug from control.former_slugs() slug`,
);

/** `home`: where its rows are. Nothing, if the acting user is no member of the tenant, which may be deleted. */
export const ownTenantState = query.byHand(
  "own tenant's state",
  { status: textOf<TenantStatus>(), home: text },
  ({ tenantId }: { tenantId: string }) => sql`select status, home from control.own_tenant_state(${tenantId})`,
);

/** Index: tenants_pkey. */
const entered = tenantQuery((db) => db.selectFrom("tenants").select("slug"));

export async function enteredSlug(tx: TenantReader): Promise<string> {
  const tenant = await entered.first(tx);
  if (!tenant) throw new Error("The tenant that was entered is not in reach");
  return tenant.slug;
}
