import { type Expression, sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { type DatabaseTables, type Source, tenantQuery } from "#app/domain/query.ts";
import { float, text, typed } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";
import type { AuditEvent } from "./event.ts";
import type { AuditSelection } from "./selection.ts";

/** For millions of events: a statement uses one index, and reads at most the rows it gives for each verb. */

/** Fixed for each statement: PostgreSQL has to know how few events it gives. */
interface Part {
  order: "asc" | "desc";
  limit: number;
}

interface Asked extends Pick<AuditSelection, "by" | "verbs" | "first" | "last"> {
  type: string | undefined;
  id: string | undefined;
}

function askedOf({ object, ...asked }: AuditSelection): Asked {
  return { ...asked, type: object?.type, id: object?.id };
}

type Numbers = (db: Source, asked: Asked, part: Part) => Expression<{ id: number }>;

const wantedVerb = sql.ref("wanted.verb");

const ways = {
  /** Index: audit_events_pkey. */
  everything: (db, asked, part) => numbersOf(db, {}, asked, part),
  /** Index: audit_events_verb. */
  verbs: (db, asked, part) => mergedByVerb(db, numbersOf(db, { verb: wantedVerb }, asked, part), asked, part),
  /** Index: audit_events_user. */
  user(db, asked, part) {
    const values = { actor_id: sql.val(asked.by), verb: wantedVerb };
    return mergedByVerb(db, numbersOf(db, values, asked, part), asked, part);
  },
  /** Index: audit_events_no_user. */
  noUser(db, asked, part) {
    const values = { actor_kind: sql.val(asked.by), verb: wantedVerb };
    const numbers = numbersOf(db, values, asked, part).where("actor_id", "is", null);
    return mergedByVerb(db, numbers, asked, part);
  },
  object: ofObject({ isOfVerbs: false, isByActor: false }),
  objectAndVerbs: ofObject({ isOfVerbs: true, isByActor: false }),
  objectAndActor: ofObject({ isOfVerbs: false, isByActor: true }),
  objectVerbsAndActor: ofObject({ isOfVerbs: true, isByActor: true }),
} satisfies Record<string, Numbers>;

type Way = keyof typeof ways;

function wayOf({ by, object, verbs }: AuditSelection): Way {
  if (object && verbs) return by ? "objectVerbsAndActor" : "objectAndVerbs";
  if (object) return by ? "objectAndActor" : "object";
  if (!verbs) return "everything";
  if (by === null) return "verbs";
  return by === "operator" || by === "system" ? "noUser" : "user";
}

/** Compares rows of columns, so that only one index fits: else PostgreSQL may walk the key over millions. */
function numbersOf(
  db: Source,
  values: Readonly<Record<string, Expression<unknown>>>,
  { first, last }: Asked,
  { order, limit }: Part,
) {
  const columns = [...Object.keys(values), "id"].map((column) => sql.ref(column));
  const upTo = (number: number) => sql.join([...Object.values(values), number]);
  return columns.reduce(
    (numbers, column) => numbers.orderBy(column, order),
    db
      .selectFrom("audit_events")
      .select("id")
      .where(sql<boolean>`(${sql.join(columns)}) between (${upTo(first)}) and (${upTo(last)})`)
      .limit(limit),
  );
}

function mergedByVerb(
  db: Source,
  ofWantedVerb: ReturnType<typeof numbersOf>,
  { verbs }: Asked,
  { order, limit }: Part,
) {
  return db
    .selectFrom(sql`unnest(${verbs}::text[])`.as<"wanted">(sql`wanted (verb)`))
    .crossJoinLateral(ofWantedVerb.as("found"))
    .select("found.id")
    .orderBy("found.id", order)
    .limit(limit);
}

/** One object has few events. `is not false` keeps other indexes out. Index: audit_events_object. */
function ofObject({ isOfVerbs, isByActor }: { isOfVerbs: boolean; isByActor: boolean }): Numbers {
  return (db, asked, part) =>
    numbersOf(db, { object_type: sql.val(asked.type), object_id: sql.val(asked.id) }, asked, part)
      .$if(isOfVerbs, (events) => events.where(sql<boolean>`(verb = any (${asked.verbs})) is not false`))
      .$if(isByActor, (events) =>
        events.where(sql<boolean>`(coalesce(actor_id::text, actor_kind) = ${asked.by}) is not false`),
      );
}

function inEveryWay<Statement>(define: (numbers: Numbers) => Statement): Record<Way, Statement> {
  const defined = Object.entries(ways).map(([way, numbers]) => [way, define(numbers)]);
  return Object.fromEntries(defined) as Record<Way, Statement>;
}

/** Indexes: those of its way, then audit_events_pkey. */
function selected(db: ReadonlyKysely<DatabaseTables>, numbers: Numbers, asked: Asked, part: Part) {
  return db
    .with((name) => name("matching").materialized(), numbers(db, asked, part))
    .selectFrom("matching")
    .innerJoin("audit_events as e", "e.id", "matching.id")
    .orderBy("matching.id", part.order);
}

const at = typed(text, sql`to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`).as("at");
const hash = typed(text, sql`encode(e.hash, 'hex')`).as("hash");

export function eventsReader(part: Part) {
  const statements = inEveryWay((numbers) =>
    tenantQuery((db, asked: Asked) =>
      selected(db, numbers, asked, part).select(({ cast }) => [
        typed(float, cast("e.id", "float8")).as("id"),
        at,
        "e.actor_id as actorId",
        "e.actor_kind as actorKind",
        "e.verb",
        "e.object_type as objectType",
        "e.object_id as objectId",
        "e.object_name as objectName",
        "e.before",
        "e.after",
        "e.request_id as requestId",
        "e.ip_address as ipAddress",
        hash,
      ]),
    ),
  );
  return (tx: TenantReader, selection: AuditSelection): Promise<AuditEvent[]> =>
    statements[wayOf(selection)](tx, askedOf(selection));
}

/** JSON with all that the hash is made of, by PostgreSQL: times and numbers are exact to the last digit. */
export function linesReader(part: Part) {
  const statements = inEveryWay((numbers) =>
    tenantQuery((db, asked: Asked) => {
      const fields = selected(db, numbers, asked, part).select([
        "e.tenant_key as tenant_id",
        "e.id",
        at,
        "e.actor_id",
        "e.actor_kind",
        "e.verb",
        "e.object_type",
        "e.object_id",
        "e.object_name",
        "e.before",
        "e.after",
        "e.request_id",
        "e.ip_address",
        typed(text, sql`encode(e.previous_hash, 'hex')`).as("previous_hash"),
        hash,
      ]);
      return db
        .selectFrom(fields.as("fields"))
        .select(({ cast }) => [
          typed(float, cast("fields.id", "float8")).as("id"),
          typed(text, sql`row_to_json(fields)::text`).as("line"),
        ])
        .orderBy("fields.id", part.order);
    }),
  );
  return (tx: TenantReader, selection: AuditSelection) =>
    statements[wayOf(selection)](tx, askedOf(selection));
}

const pageRows = 50;
const readNewest = eventsReader({ order: "desc", limit: pageRows + 1 });

/** `older`: the number of the last of these events, if there are older ones. */
export async function newestEvents(
  tx: TenantReader,
  selection: AuditSelection,
): Promise<{ events: AuditEvent[]; older: number | null }> {
  const found = await readNewest(tx, selection);
  const events = found.slice(0, pageRows);
  return { events, older: found.length > events.length ? (events.at(-1)?.id ?? null) : null };
}

/** Few enough that making text of them doesn't hold up the process. */
const batchRows = 250;

export const nextEvents = eventsReader({ order: "asc", limit: batchRows });
export const nextLines = linesReader({ order: "asc", limit: batchRows });
