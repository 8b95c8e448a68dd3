import { sql } from "kysely";
import { query, tenantQuery } from "#app/domain/query.ts";
import { boolean, text, uuid } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";

/** Indexes: memberships_user_id, tenants_pkey. */
export const tenantsOf = query.acrossTenants(
  "The switcher and a user's own page lead to every tenant that the user belongs to.",
  (db, { userId }: { userId: string }) =>
    db
      .selectFrom("memberships as m")
      .innerJoin("tenants as t", "t.id", "m.tenant_id")
      .select(["t.id", "t.slug", "t.name", "t.hue", "t.status", "m.role"])
      .where("m.user_id", "=", userId)
      .where("t.status", "<>", "deleted")
      .orderBy(sql`lower(t.name)`)
      .orderBy("t.slug")
      .limit(200),
);
export type OwnTenant = Awaited<ReturnType<typeof tenantsOf>>[number];

/** Indexes: memberships_user_id, tenants_pkey. */
export const deletedTenantsOf = query.acrossTenants(
  "A user's own page leads to every tenant that the user may bring back.",
  (db, { userId }: { userId: string }) =>
    db
      .selectFrom("memberships as m")
      .innerJoin("tenants as t", "t.id", "m.tenant_id")
      .select(["t.id", "t.slug", "t.name", "t.hue"])
      .select((tenant) => tenant.ref("t.purge_after").$notNull().as("purgeAfter"))
      .where("m.user_id", "=", userId)
      .where("m.role", "=", "owner")
      .where("t.purge_after", ">", sql<Date>`now()`)
      .orderBy("t.purge_after")
      .orderBy("t.slug")
      .limit(200),
);
export type DeletedTenant = Awaited<ReturnType<typeof deletedTenantsOf>>[number];

/** By its slug or a former one. Indexes: slugs_pkey, memberships_pkey, tenants_pkey. */
export const ownTenantBySlug = query.byHand(
  "own tenant",
  { id: uuid, slug: text, home: text, isDeleted: boolean },
  ({ slug }: { slug: string }) =>
    sql`select id, slug, home, is_deleted as "isDeleted" from control.own_tenant(${slug})`,
);

/** Index: slugs_tenant_id. */
export const formerSlugs = tenantQuery((db) =>
  db
    .selectFrom("slugs")
    .select("slug")
    .where("slug", "<>", db.selectFrom("tenants").select("slug"))
    .orderBy("created_at", "desc")
    .limit(100),
);

/** `home`: where its rows are. Nothing, if the user is no member of the tenant. Index: tenants_pkey. */
export const tenantState = tenantQuery((db) => db.selectFrom("tenants").select(["status", "home"]));

/** Index: tenants_pkey. */
const entered = tenantQuery((db) => db.selectFrom("tenants").select("slug"));

export async function enteredSlug(tx: TenantReader): Promise<string> {
  const tenant = await entered.first(tx);
  if (!tenant) throw new Error("The tenant that was entered is not in reach");
  return tenant.slug;
}
