import type { Reader, Writer } from "#db/transaction.ts";

/** Rows that one transaction erases at most: it holds up nobody for longer than that takes. */
const batchRows = 1_000;

/** What was erased of a tenant: rows by table. */
export type Erased = Record<string, number>;

/** Tenants whose owners' time is over. Needs the role of the worker or of the operator, as all of this. */
export async function duePurges(tx: Reader): Promise<string[]> {
  const due = await tx.rows<{ id: string }>("select control.due_purges() as id");
  return due.map(({ id }) => id);
}

/**
 * Erases a deleted tenant whose time is over, in both planes and for good, and leaves a tombstone. Each statement has to be a
 * transaction of its own; ended at any of them, it goes on there when it is called again.
 * @returns what was erased, what earlier calls erased included; null if it was undone, is not due, was erased by somebody
 * else meanwhile, or the signal was given.
 * @throws if somebody is still at work in it, or a row can't be erased.
 */
export async function purgeTenant(
  tx: Writer,
  tenantId: string,
  signal?: AbortSignal,
): Promise<Erased | null> {
  const [purge] = await tx.rows<{ begun: boolean }>("select control.begin_purge($1) as begun", [tenantId]);
  if (!purge?.begun) return null;
  for (let gone = batchRows; gone > 0; gone = await eraseBatch(tx, tenantId)) {
    if (signal?.aborted) return null;
  }
  const [end] = await tx.rows<{ erased: Erased | null }>("select control.end_purge($1) as erased", [
    tenantId,
  ]);
  return end?.erased ?? null;
}

/** The tenants that are being erased: few, of as many tombstones as tenants ever were erased. Reads them all. */
export async function slugsBeingErased(tx: Reader): Promise<string[]> {
  const rows = await tx.rows<{ slug: string }>(
    "select slug from control.tombstones where purged_at is null order by slug",
  );
  return rows.map(({ slug }) => slug);
}

async function eraseBatch(tx: Writer, tenantId: string): Promise<number> {
  const [batch] = await tx.rows<{ gone: number }>("select control.purge_batch($1, $2) as gone", [
    tenantId,
    batchRows,
  ]);
  return batch?.gone ?? 0;
}

/** Ends a deleted tenant's time at once, as the operator. */
export async function endGrace(tx: Writer, tenantId: string): Promise<void> {
  await tx.rows("update control.tenants set purge_after = now() where id = $1 and purge_after > now()", [
    tenantId,
  ]);
}

/** What is left of an erased tenant, or of one that is being erased. */
export interface Tombstone {
  id: string;
  slug: string;
  formerSlugs: string[];
  deletedAt: Date;
  begunAt: Date;
  /** Null while it is being erased. */
  purgedAt: Date | null;
  erased: Erased;
}

/**
 * The tombstone of the tenant that has, or had, this slug, as its last or a former one. Indexes: slugs_pkey,
 * slugs_tombstone_id.
 */
export async function findTombstone(tx: Reader, slug: string): Promise<Tombstone | undefined> {
  const [found] = await tx.rows<Tombstone>(
    `select s.id, s.slug, s.deleted_at as "deletedAt", s.begun_at as "begunAt", s.purged_at as "purgedAt", s.erased,
       array(select f.slug from control.slugs f where f.tombstone_id = s.id and f.slug <> s.slug order by f.created_at)
         as "formerSlugs"
     from control.slugs g join control.tombstones s on s.id = coalesce(g.tombstone_id, g.tenant_id)
     where g.slug = $1`,
    [slug],
  );
  return found;
}
