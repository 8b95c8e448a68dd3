import { type NotNull, sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { type DatabaseTables, query, tenantQuery } from "#app/domain/query.ts";
import { boolean, float, nullable, type TenantScope, text, typed, uuid } from "#db/query.ts";
import type { Reader } from "#db/transaction.ts";

/** Needs a connection as rowhouse_ops, and REPEATABLE READ: events are appended while the chain is walked. */

/** Whether the tenant's audit log was tampered with: nothing can be changed in that tenant then. */
export function isLogDamaged(error: unknown): boolean {
  // data_corrupted, raised by control.append_audit.
  return error instanceof Error && "code" in error && error.code === "XX001";
}

/** The hash, in hexadecimal digits, is enough to know later that nothing before the event was changed. */
export interface NotedEvent {
  number: number;
  hash: string;
}

export interface ChainFlaw {
  event: number;
  kind: "altered" | "missing" | "out of place" | "put in" | "rewritten" | "without a head";
  reason: string;
}

export interface ChainReport {
  /** How many events, counted from the first, are as they were written. */
  events: number;
  /** The last of them. */
  newest: NotedEvent | null;
  flaw: ChainFlaw | null;
}

export async function walkChain(tx: TenantScope, noted: NotedEvent | null = null): Promise<ChainReport> {
  const head = await headOfChain.first(tx);
  const walked: Link[] = [];
  for await (const link of linksOf(tx)) {
    const flaw = flawIn(link, walked, head) ?? flawAgainst(noted, link);
    if (flaw) return report(walked, flaw);
    walked.push(link);
    // Only the last two are looked back at.
    if (walked.length > 2) walked.shift();
  }
  return report(walked, flawAtEnd(walked.at(-1), head) ?? cutBefore(noted, walked.at(-1)));
}

interface Link extends NotedEvent {
  previousHash: string;
  /** Whether its hash is that of its content. */
  fits: boolean;
  /** Every log begins with this. */
  isFounding: boolean;
  /** Microseconds since 1970. */
  at: number;
}

type Head = Omit<Link, "previousHash" | "fits" | "isFounding">;

const microseconds = typed(float, sql`(extract(epoch from at) * 1000000)::float8`).as("at");
const hash = typed(text, sql`encode(hash, 'hex')`).as("hash");

/** Index: audit_heads_pkey. */
const headOfChain = tenantQuery((db) =>
  db
    .selectFrom("audit_heads")
    .select(({ cast }) => [typed(float, cast("length", "float8")).as("number"), hash, microseconds]),
);

const pageRows = 2_000;

async function* linksOf(tx: TenantScope): AsyncGenerator<Link> {
  for (let last = 0; ; ) {
    const page = await linksAfter(tx, { last });
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < pageRows) return;
    last = end.number;
  }
}

/** JSON's null is never written, and has the hash of SQL's. Index: audit_events_pkey. */
const linksAfter = tenantQuery((db, { last }: { last: number }) =>
  db
    .selectFrom("audit_events as e")
    .select(({ cast }) => [
      typed(float, cast("e.id", "float8")).as("number"),
      typed(text, sql`encode(previous_hash, 'hex')`).as("previousHash"),
      hash,
      typed(
        boolean,
        sql`hash = control.audit_hash(e)
        and coalesce(jsonb_typeof(before), '') <> 'null' and coalesce(jsonb_typeof(after), '') <> 'null'`,
      ).as("fits"),
      typed(boolean, sql`verb = 'workspace.created'`).as("isFounding"),
      microseconds,
    ])
    .where("e.id", ">", last)
    .orderBy("e.id")
    .limit(pageRows),
);

/** The flaw may be in the event before, and show only now. */
function flawIn(link: Link, walked: readonly Link[], head: Head | null): ChainFlaw | null {
  const { number, fits } = link;
  const last = walked.at(-1);
  const due = (last?.number ?? 0) + 1;
  if (number > due && due <= (head?.number ?? due)) return flaw(due, "missing", `event ${number} comes next`);
  if (head && number > head.number)
    return flaw(number, "put in", `the chain ended with event ${head.number}`);
  const follows = link.previousHash === (last?.hash ?? "");
  if (follows && !fits) return flaw(number, "altered", "its content doesn't fit its hash");
  if (follows && last && link.at < last.at)
    return flaw(number, "rewritten", "it says it was before the event before it");
  if (follows && !last && !link.isFounding)
    return flaw(number, "rewritten", "a log begins with the founding of its workspace");
  if (follows) return null;
  if (last && link.previousHash === (walked.at(-2)?.hash ?? "")) {
    return flaw(last.number, "put in", `event ${number} was written without it`);
  }
  if (last && fits) return flaw(last.number, "rewritten", `event ${number} was written after another one`);
  return flaw(number, "out of place", "it was not written after the event before it");
}

function flawAgainst(noted: NotedEvent | null, { number, hash }: Link): ChainFlaw | null {
  if (number !== noted?.number || hash === noted.hash) return null;
  return flaw(number, "rewritten", "it is not the event that was noted, or one before it is not");
}

function flawAtEnd(last: Link | undefined, head: Head | null): ChainFlaw | null {
  if (!head) return flaw(last?.number ?? 1, "without a head", "nothing says where the chain ends");
  const number = last?.number ?? 0;
  if (number === 0 && head.number === 0)
    return flaw(1, "missing", "a log begins with the founding of its workspace");
  if (number < head.number) return flaw(number + 1, "missing", `the chain ended with event ${head.number}`);
  if (last && (last.hash !== head.hash || last.at !== head.at)) {
    return flaw(number, "rewritten", "the head of the chain says otherwise");
  }
  return null;
}

function cutBefore(noted: NotedEvent | null, last: Link | undefined): ChainFlaw | null {
  const number = last?.number ?? 0;
  if (!noted || noted.number <= number) return null;
  const end = number === 0 ? "the log is empty" : `the log ends with event ${number}`;
  return flaw(number + 1, "missing", `${end}, though event ${noted.number} was noted`);
}

function flaw(event: number, kind: ChainFlaw["kind"], reason: string): ChainFlaw {
  return { event, kind, reason };
}

function report(walked: readonly Link[], flaw: ChainFlaw | null): ChainReport {
  const newest = walked.findLast(({ number }) => !flaw || number < flaw.event);
  return {
    events: newest?.number ?? 0,
    newest: newest ? { number: newest.number, hash: newest.hash } : null,
    flaw,
  };
}

export interface AuditedTenant {
  id: string;
  /** Null if the audit log has no tenant. */
  slug: string | null;
}

/** Leaves out tenants that are being erased: they have lost events already. */
const tenantsKept = (db: ReadonlyKysely<DatabaseTables>) =>
  db
    .selectFrom("tenants as t")
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("tombstones").select("tombstones.id").whereRef("tombstones.id", "=", "t.id"))),
    );

/** By its slug or a former one. Indexes: slugs_pkey, tenants_pkey, tombstones_pkey. */
export const auditedTenant = query.acrossTenants(
  "The operator names a tenant by its slug.",
  (db, { slug }: { slug: string }) =>
    tenantsKept(db)
      .innerJoin("slugs", "slugs.tenant_id", "t.id")
      .select(["t.id", "t.slug"])
      .where("slugs.slug", "=", slug),
);

/** Also audit logs without a tenant; up to a thousand at a time. */
export async function* auditedTenants(tx: Reader): AsyncGenerator<AuditedTenant[]> {
  yield* paged((last) => tenantsAfter(tx, { last }));
  for await (const logs of paged((last) => logsAfter(tx, last))) {
    const known = await tenantsOf(tx, { ids: logs.map(({ id }) => id) });
    const ids = new Set(known.map(({ id }) => id));
    yield logs.filter(({ id }) => !ids.has(id)).map(({ id }) => ({ id, slug: null }));
  }
}

const pageIds = 1_000;

async function* paged<Row extends { id: string }>(
  read: (last: string) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let last = "00000000-0000-0000-0000-000000000000"; ; ) {
    const page = await read(last);
    yield page;
    const end = page.at(-1);
    if (!end || page.length < pageIds) return;
    last = end.id;
  }
}

const ofEveryTenant = "The operator verifies the audit log of every tenant.";

/** Indexes: tenants_pkey, tombstones_pkey. */
const tenantsAfter = query.acrossTenants(ofEveryTenant, (db, { last }: { last: string }) =>
  tenantsKept(db).select(["t.id", "t.slug"]).where("t.id", ">", last).orderBy("t.id").limit(pageIds),
);

/** Index: tenants_pkey. */
const tenantsOf = query.acrossTenants(ofEveryTenant, (db, { ids }: { ids: string[] }) =>
  db.selectFrom("tenants").select("id").where("id", "=", sql<string>`any (${ids})`),
);

async function logsAfter(tx: Reader, last: string): Promise<{ id: string }[]> {
  const found = await Promise.all([headsAfter(tx, { last }), eventsAfter(tx, { last })]);
  const ids = new Set(found.flat().map(({ id }) => id));
  return [...ids]
    .sort()
    .slice(0, pageIds)
    .map((id) => ({ id }));
}

/** Index: audit_heads_pkey. */
const headsAfter = query.acrossTenants(ofEveryTenant, (db, { last }: { last: string }) =>
  db
    .selectFrom("audit_heads")
    .select("tenant_id as id")
    .where("tenant_id", ">", last)
    .orderBy("tenant_id")
    .limit(pageIds),
);

/** Each tenant costs one look into the index, however many events it has. Index: audit_events_pkey. */
const eventsAfter = query.acrossTenants(ofEveryTenant, (db, { last }: { last: string }) => {
  const next = db
    .selectFrom("audit_events")
    .select(typed(nullable(uuid), sql.ref("tenant_id")).as("id"))
    .orderBy("tenant_id")
    .limit(1);
  return db
    .withRecursive("logs", (db) =>
      db
        .selectFrom(next.where("tenant_id", ">", last).as("lowest"))
        .select("lowest.id")
        .unionAll(
          db
            .selectFrom("logs")
            .select(next.where("tenant_id", ">", sql.ref<string>("logs.id")).as("id"))
            .where("logs.id", "is not", null),
        ),
    )
    .selectFrom("logs")
    .select("id")
    .where("id", "is not", null)
    .$narrowType<{ id: NotNull }>()
    .limit(pageIds);
});
