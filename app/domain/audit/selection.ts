import { type NotNull, sql } from "kysely";
import { tenantQuery } from "#app/domain/query.ts";
import { type Column, float, nullable, text, typed, uuid } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";

/** Which events are asked for, and what can be asked for. */

/** Null: not filtered by this. */
export interface AuditFilter {
  /** A user's id; `operator` or `system` for what no user did. */
  by: string | null;
  object: { type: string; id: string } | null;
  verbs: readonly string[] | null;
  /** Included. */
  from: Date | null;
  /** Not included. */
  until: Date | null;
}

/** `first` and `last` are numbers of events, so that its pages can be read in separate transactions. */
export interface AuditSelection extends Pick<AuditFilter, "by" | "object" | "verbs"> {
  first: number;
  last: number;
}

export async function selectAudit(
  tx: TenantReader,
  { by, object, verbs, from, until }: AuditFilter,
): Promise<AuditSelection> {
  const [range, found] = await Promise.all([
    rangeBetween.first(tx, { from: from ?? "-infinity", until: until ?? "infinity" }),
    // What one actor did is found verb by verb.
    verbs ?? (by && !object ? occurringVerbs(tx) : null),
  ]);
  return { by, object, verbs: found, ...(range ?? { first: 1, last: 0 }) };
}

/** Times grow with the numbers. Index: audit_events_at. */
const rangeBetween = tenantQuery(
  (db, { from, until }: { from: Date | "-infinity"; until: Date | "infinity" }) => {
    const numbers = db.selectFrom("audit_events").select("id").limit(1);
    const earliest = numbers.where("at", ">=", sql<Date>`${from}`).orderBy("at").orderBy("id");
    const latest = numbers.where("at", "<", sql<Date>`${until}`).orderBy("at", "desc").orderBy("id", "desc");
    return db
      .selectFrom([earliest.as("earliest"), latest.as("latest")])
      .select(({ cast }) => [
        typed(float, cast("earliest.id", "float8")).as("first"),
        typed(float, cast("latest.id", "float8")).as("last"),
      ]);
  },
);

export async function occurringVerbs(tx: TenantReader): Promise<string[]> {
  return (await distinctVerbs(tx)).map(({ value }) => value);
}

export async function occurringActors(tx: TenantReader): Promise<string[]> {
  return (await distinctActors(tx)).map(({ value }) => value);
}

/** Index: audit_events_verb. */
const distinctVerbs = occurring("verb", text, 500);

/** Index: audit_events_user. */
const distinctActors = occurring("actor_id", uuid, 1_000);

/** Each value costs one look into the index (https://wiki.postgresql.org/wiki/Loose_indexscan). */
function occurring(column: "verb" | "actor_id", type: Column<string>, limit: number) {
  return tenantQuery((db) => {
    const next = db
      .selectFrom("audit_events")
      .select(typed(nullable(type), sql.ref(column)).as("value"))
      .where(column, "is not", null)
      .orderBy(column)
      .limit(1);
    return db
      .withRecursive("occurring", (db) =>
        db
          .selectFrom(next.as("lowest"))
          .select("lowest.value")
          .unionAll(
            db
              .selectFrom("occurring")
              .select(next.where(column, ">", sql.ref<string>("occurring.value")).as("value"))
              .where("occurring.value", "is not", null),
          ),
      )
      .selectFrom("occurring")
      .select("value")
      .where("value", "is not", null)
      .$narrowType<{ value: NotNull }>()
      .limit(limit);
  });
}
