import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query, tenantChange } from "#app/domain/query.ts";
import { boolean, integer, json, nullable, texts, typed, uuid } from "#db/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";

/** One transaction erases no more, so that it holds others up only briefly. */
const batchRows = 1_000;

/** Rows by table. */
export type Erased = Record<string, number>;

const purgesDue = query.byHand("due purges", { id: uuid }, () => sql`select control.due_purges() as id`);

/** Needs the role of the worker or of the operator, as all of this does. */
export async function duePurges(tx: Reader): Promise<string[]> {
  return (await purgesDue(tx)).map(({ id }) => id);
}

const beginPurge = change.byHand(
  "begin purge",
  { isBegun: boolean },
  ({ tenantId }: { tenantId: string }) => sql`select control.begin_purge(${tenantId}) as "isBegun"`,
);

const eraseBatch = change.byHand(
  "erase batch",
  { rows: integer },
  ({ tenantId }: { tenantId: string }) =>
    sql`select control.purge_batch(${tenantId}, ${sql.lit(batchRows)}) as rows`,
);

const endPurge = change.byHand(
  "end purge",
  { erased: nullable(json<Erased>()) },
  ({ tenantId }: { tenantId: string }) => sql`select control.end_purge(${tenantId}) as erased`,
);

/**
 * Erases a deleted tenant whose time is over, and leaves a tombstone. Each statement has to be a transaction
 * of its own; ended at any of them, it goes on there when it is called again. Done with what was erased, by
 * earlier calls too; with null if the signal was given or another call came to the end first. `not-due`: also
 * if it was brought back, or is erased. @throws if a transaction is still at work in the tenant, or a row
 * can't be erased.
 */
export async function purgeTenant(
  tx: Writer,
  tenantId: string,
  signal?: AbortSignal,
): Promise<Outcome<Erased | null, "not-due">> {
  const purge = await beginPurge.first(tx, { tenantId });
  if (!purge?.isBegun) return outcome.refused("not-due");
  for (let gone = batchRows; gone > 0; gone = (await eraseBatch.first(tx, { tenantId }))?.rows ?? 0) {
    if (signal?.aborted) return outcome.done(null);
  }
  const end = await endPurge.first(tx, { tenantId });
  return outcome.done(end?.erased ?? null);
}

/** For the operator. Index: tenants_pkey. */
export const endGrace = tenantChange((db) =>
  db
    .updateTable("tenants")
    .set({ purge_after: sql<Date>`now()` })
    .where("purge_after", ">", sql<Date>`now()`),
);

/** Reads all tombstones: there are as many as tenants that were ever erased. */
const unfinished = query((db) =>
  db.selectFrom("tombstones").select("slug").where("purged_at", "is", null).orderBy("slug"),
);

export async function slugsBeingErased(tx: Reader): Promise<string[]> {
  return (await unfinished(tx)).map(({ slug }) => slug);
}

/** By any slug that the tenant had; it may still be being erased. Indexes: slugs_pkey, slugs_tombstone_id. */
export const tombstoneBySlug = query.acrossTenants(
  "A slug says which tenant was erased, and all of its slugs stay with the tombstone.",
  (db, { slug }: { slug: string }) =>
    db
      .selectFrom("slugs as g")
      .innerJoin("tombstones as s", (join) =>
        join.on("s.id", "=", (row) => row.fn.coalesce("g.tombstone_id", "g.tenant_id")),
      )
      .select((tombstone) => [
        "s.id",
        "s.slug",
        "s.deleted_at as deletedAt",
        "s.begun_at as begunAt",
        "s.purged_at as purgedAt",
        "s.erased",
        typed(
          texts,
          sql`array${tombstone
            .selectFrom("slugs as f")
            .select("f.slug")
            .whereRef("f.tombstone_id", "=", "s.id")
            .whereRef("f.slug", "<>", "s.slug")
            .orderBy("f.created_at")}`,
        ).as("formerSlugs"),
      ])
      .where("g.slug", "=", slug),
);
export type Tombstone = Awaited<ReturnType<typeof tombstoneBySlug>>[number];
