import type { TenantReader } from "#db/transaction.ts";

/**
 * Reads of the audit log. A tenant's events may be millions, and what is asked for a handful among them: each statement
 * finds its events in one index, and looks at no more of them than it gives, times the number of verbs.
 */

export interface AuditFilter {
  /** A person's id; `operator` or `system` for what no person did; null: whoever. */
  by: string | null;
  /** The one object, if it is about one. */
  object: { type: string; id: string } | null;
  /** What was done; null: whatever. */
  verbs: readonly string[] | null;
  /** The earliest moment; null: from the beginning. */
  from: Date | null;
  /** The moment before which it was; null: up to now. */
  until: Date | null;
}

/**
 * What is asked for, with its time as numbers of events. It stays the same while new events are appended, so its pages
 * can be read in transactions of their own: the next one begins where `first` or `last` is moved to.
 */
export interface AuditSelection extends Pick<AuditFilter, "by" | "object" | "verbs"> {
  first: number;
  last: number;
}

/** Works out which events a filter is about. Times grow with the numbers. Index: audit_events_at. */
export async function selectAudit(
  tx: TenantReader,
  { by, object, verbs, from, until }: AuditFilter,
): Promise<AuditSelection> {
  const [range] = await tx.rows<{ first: number; last: number }>(
    `select earliest.id::float8 as first, latest.id::float8 as last
     from (select id from tenant.audit_events where tenant_id = $1 and at >= $2 order by at, id limit 1) as earliest,
       (select id from tenant.audit_events where tenant_id = $1 and at < $3 order by at desc, id desc limit 1) as latest`,
    [tx.tenantId, from?.toISOString() ?? "-infinity", until?.toISOString() ?? "infinity"],
  );
  // What one person did is found verb by verb.
  const found = verbs ?? (by && !object ? await occurringVerbs(tx) : null);
  return { by, object, verbs: found, ...(range ?? { first: 1, last: 0 }) };
}

export interface AuditRow {
  /** Its number in the tenant's chain. */
  id: number;
  /** In UTC, to the microsecond: `2026-11-21T09:38:12.123456Z`. */
  at: string;
  actorId: string | null;
  actorKind: "person" | "operator" | "system";
  verb: string;
  objectType: string;
  objectId: string;
  objectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  requestId: string | null;
  ipAddress: string | null;
  /** In hexadecimal digits. */
  hash: string;
}

interface Page {
  /** `asc`: the oldest first. */
  order: "asc" | "desc";
  /** Written into the statement: PostgreSQL has to know how few they are. */
  limit: number;
}

const at = `to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;
const hash = `encode(e.hash, 'hex') as hash`;

/** What is selected. Indexes: those of `matching`, then audit_events_pkey. */
export function auditEvents(tx: TenantReader, selection: AuditSelection, page: Page): Promise<AuditRow[]> {
  const columns = `e.id::float8 as id, ${at}, e.actor_id as "actorId", e.actor_kind as "actorKind", e.verb,
    e.object_type as "objectType", e.object_id as "objectId", e.object_name as "objectName", e.before, e.after,
    e.request_id as "requestId", e.ip_address as "ipAddress", ${hash}`;
  return readMatching(tx, columns, selection, page);
}

/**
 * As `auditEvents`, each event as a line of JSON with all that its hash is made of. PostgreSQL writes it, so that times
 * and numbers are in it to the last digit.
 */
export function auditLines(
  tx: TenantReader,
  selection: AuditSelection,
  page: Page,
): Promise<{ id: number; line: string }[]> {
  const columns = `e.id::float8 as id, (
    select row_to_json(fields)::text
    from (
      select e.tenant_id, e.id, ${at}, e.actor_id, e.actor_kind, e.verb, e.object_type, e.object_id, e.object_name,
        e.before, e.after, e.request_id, e.ip_address, encode(e.previous_hash, 'hex') as previous_hash, ${hash}
    ) as fields
  ) as line`;
  return readMatching(tx, columns, selection, page);
}

function readMatching<Row>(
  tx: TenantReader,
  columns: string,
  selection: AuditSelection,
  page: Page,
): Promise<Row[]> {
  const { sql, parameters } = matching(selection, page);
  return tx.rows(
    `with matching as materialized (${sql})
     select ${columns}
     from matching
     join tenant.audit_events e on e.tenant_id = $1 and e.id = matching.id
     order by matching.id ${page.order}`,
    [tx.tenantId, selection.first, selection.last, ...parameters],
  );
}

/**
 * The numbers of what is selected, oldest or newest first. Rows of columns are compared, and sorted by, so that one index
 * alone will do: left to choose, PostgreSQL takes the key for a verb that it thinks is common, and goes through a million
 * events to find that it isn't.
 */
function matching({ by, object, verbs }: AuditSelection, page: Page): Matching {
  if (object) return ofObject({ by, object, verbs }, page);
  if (!verbs) {
    // Index: audit_events_pkey.
    const sql = `
      select id from tenant.audit_events
      where tenant_id = $1 and id >= $2 and id <= $3
      order by id ${page.order}
      limit ${page.limit}`;
    return { sql, parameters: [] };
  }
  // Index: audit_events_verb.
  if (by === null) return { sql: mergedByVerb(page, "verb", "wanted.verb"), parameters: [verbs] };
  // Index: audit_events_nobody.
  if (by === "operator" || by === "system") {
    const sql = mergedByVerb(page, "actor_kind, verb", "$5, wanted.verb", "actor_id is null and");
    return { sql, parameters: [verbs, by] };
  }
  // Index: audit_events_person.
  return { sql: mergedByVerb(page, "actor_id, verb", "$5, wanted.verb"), parameters: [verbs, by] };
}

interface Matching {
  sql: string;
  /** Those after tenant, first and last. */
  parameters: unknown[];
}

/**
 * Of one object's events, which are few enough to look at each, those of some verbs or of somebody. Index:
 * audit_events_object; `is not false` keeps the others out of it.
 */
function ofObject(
  { by, object, verbs }: Pick<AuditFilter, "by" | "verbs"> & { object: NonNullable<AuditFilter["object"]> },
  { order, limit }: Page,
): Matching {
  const parameters: unknown[] = [object.type, object.id];
  const given = (value: unknown) => `$${3 + parameters.push(value)}`;
  const ofVerbs = verbs ? `and (verb = any (${given(verbs)})) is not false` : "";
  const bySomebody = by ? `and (coalesce(actor_id::text, actor_kind) = ${given(by)}) is not false` : "";
  const sql = `
    select id from tenant.audit_events
    where tenant_id = $1 and (object_type, object_id, id) >= ($4, $5, $2) and (object_type, object_id, id) <= ($4, $5, $3)
      ${ofVerbs} ${bySomebody}
    order by object_type ${order}, object_id ${order}, id ${order}
    limit ${limit}`;
  return { sql, parameters };
}

/** The first of each verb's events, put into one order. */
function mergedByVerb({ order, limit }: Page, columns: string, values: string, condition = ""): string {
  const sorted = `${columns}, id`.replaceAll(/\w+/g, `$& ${order}`);
  return `
    select found.id
    from unnest($4::text[]) as wanted (verb)
    cross join lateral (
      select id from tenant.audit_events
      where tenant_id = $1 and ${condition} (${columns}, id) >= (${values}, $2) and (${columns}, id) <= (${values}, $3)
      order by ${sorted}
      limit ${limit}
    ) as found
    order by found.id ${order}
    limit ${limit}`;
}

/** The verbs that occur, by name; 500 at most. Index: audit_events_verb. */
export function occurringVerbs(tx: TenantReader): Promise<string[]> {
  return occurring(tx, "verb", 500);
}

/** Who did any of it; 1,000 at most. Index: audit_events_person. */
export function occurringPeople(tx: TenantReader): Promise<string[]> {
  return occurring(tx, "actor_id", 1_000);
}

/**
 * The values of a column, each once and in order, without the events between them: each costs one look into the index
 * (https://wiki.postgresql.org/wiki/Loose_indexscan).
 */
async function occurring(tx: TenantReader, column: "verb" | "actor_id", limit: number): Promise<string[]> {
  const rows = await tx.rows<{ value: string }>(
    `with recursive occurring (value) as (
       (
         select ${column} from tenant.audit_events
         where tenant_id = $1 and ${column} is not null order by ${column} limit 1
       )
       union all
       select (
         select e.${column} from tenant.audit_events e
         where e.tenant_id = $1 and e.${column} > occurring.value order by e.${column} limit 1
       )
       from occurring where occurring.value is not null
     )
     select value from occurring where value is not null limit ${limit}`,
    [tx.tenantId],
  );
  return rows.map(({ value }) => value);
}
