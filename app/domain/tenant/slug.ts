import type { TenantReader, Writer } from "#db/transaction.ts";

/**
 * Gives a slug to a tenant for good: another one that asks for it at the same time waits, and is refused. One it has had
 * before is its own still. Hold the tenant's row, and roll back if the tenant doesn't move to it after all.
 * @returns false if another tenant has, or had, it: nothing was written. Index: slugs_pkey.
 */
export async function giveSlug(tx: Writer, tenantId: string, slug: string): Promise<boolean> {
  const [given] = await tx.rows<{ tenantId: string }>(
    `with given as (
       insert into control.slugs (slug, tenant_id) values ($1, $2) on conflict do nothing returning tenant_id
     )
     select tenant_id as "tenantId" from given union all select tenant_id from control.slugs where slug = $1`,
    [slug, tenantId],
  );
  return given?.tenantId === tenantId;
}

/** The slugs a tenant had before, and which still lead to it, the latest first; 100 at most. Index: slugs_tenant_id. */
export async function formerSlugs({ rows, tenantId }: Pick<TenantReader, "rows" | "tenantId">) {
  const former = await rows<{ slug: string }>(
    `select slug from control.slugs where tenant_id = $1
       and slug <> (select slug from control.tenants where id = $1)
     order by created_at desc limit 100`,
    [tenantId],
  );
  return former.map(({ slug }) => slug);
}
