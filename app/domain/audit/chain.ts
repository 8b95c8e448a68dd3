import type { Reader } from "#db/transaction.ts";

/**
 * Whether a tenant's audit log is what was written: the chain of its events, walked from the first to the last. Sees every
 * tenant, so it needs a connection as rowhouse_ops, and a transaction that stands still (REPEATABLE READ), because events
 * are appended meanwhile.
 */

/** An event by its number and its hash, in hexadecimal digits: enough to know later that nothing before it was changed. */
export interface NotedEvent {
  number: number;
  hash: string;
}

/** The first event that is not as it was written, and what is wrong with it. */
export interface ChainFlaw {
  event: number;
  kind: "altered" | "missing" | "out of place" | "put in" | "rewritten" | "without a head";
  reason: string;
}

export interface ChainReport {
  /** How many events, from the first on, are as they were written. */
  events: number;
  /** The last of them. */
  newest: NotedEvent | null;
  flaw: ChainFlaw | null;
}

/** Walks a tenant's chain, and holds it against an event that was noted earlier. Indexes: audit_events_pkey, audit_heads_pkey. */
export async function walkChain(
  tx: Reader,
  tenantId: string,
  noted: NotedEvent | null = null,
): Promise<ChainReport> {
  const head = await headOf(tx, tenantId);
  const walked: Link[] = [];
  for await (const link of linksOf(tx, tenantId)) {
    const flaw = flawIn(link, walked, head) ?? flawAgainst(noted, link);
    if (flaw) return report(walked, flaw);
    walked.push(link);
    // The last two are all that is looked back at.
    if (walked.length > 2) walked.shift();
  }
  return report(walked, flawAtEnd(walked.at(-1), head) ?? cutBefore(noted, walked.at(-1)));
}

interface Link extends NotedEvent {
  previousHash: string;
  /** Whether its hash is that of its content. JSON's null has the hash of SQL's, and is never written. */
  fits: boolean;
  /** Microseconds since 1970. */
  at: number;
}

type Head = Omit<Link, "previousHash" | "fits">;

const microseconds = (column: string) => `(extract(epoch from ${column}) * 1000000)::float8`;

async function headOf(tx: Reader, tenantId: string): Promise<Head | null> {
  const [head] = await tx.rows<Head>(
    `select length::float8 as number, encode(hash, 'hex') as hash, ${microseconds("at")} as at
     from tenant.audit_heads where tenant_id = $1`,
    [tenantId],
  );
  return head ?? null;
}

const pageRows = 2_000;

async function* linksOf(tx: Reader, tenantId: string): AsyncGenerator<Link> {
  for (let last = 0; ; ) {
    const page = await tx.rows<Link>(
      `select e.id::float8 as number, encode(e.previous_hash, 'hex') as "previousHash", encode(e.hash, 'hex') as hash,
         e.hash = control.audit_hash(e)
           and coalesce(jsonb_typeof(e.before), '') <> 'null' and coalesce(jsonb_typeof(e.after), '') <> 'null' as fits, ${microseconds("e.at")} as at
       from tenant.audit_events e
       where e.tenant_id = $1 and e.id > $2
       order by e.id
       limit ${pageRows}`,
      [tenantId, last],
    );
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < pageRows) return;
    last = end.number;
  }
}

/** What is wrong with an event, or turns out by it to be wrong with the one before. */
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
  /** Null: there is an audit log, and no tenant to whom it belongs. */
  slug: string | null;
}

/** One that is being erased has lost events already, and nobody minds. */
const isKept = "not exists (select from control.tombstones s where s.id = t.id)";

/** The tenant with this slug, today's or an old one; none if it isn't there. Indexes: slugs_pkey, tenants_pkey. */
export function findAuditedTenant(tx: Reader, slug: string): Promise<AuditedTenant[]> {
  return tx.rows(
    `select t.id, t.slug from control.slugs g join control.tenants t on t.id = g.tenant_id
     where g.slug = $1 and ${isKept}`,
    [slug],
  );
}

/** Every tenant, and everything that has an audit log; up to a thousand at a time. Index: tenants_pkey. */
export async function* auditedTenants(tx: Reader): AsyncGenerator<AuditedTenant[]> {
  yield* paged((last) =>
    tx.rows<AuditedTenant>(
      `select t.id, t.slug from control.tenants t where t.id > $1 and ${isKept} order by t.id limit $2`,
      [last, pageIds],
    ),
  );
  for await (const chained of paged((last) => chainedIds(tx, last))) {
    const known = await tx.rows<{ id: string }>("select id from control.tenants where id = any ($1)", [
      chained.map(({ id }) => id),
    ]);
    const ids = new Set(known.map(({ id }) => id));
    yield chained.filter(({ id }) => !ids.has(id)).map(({ id }) => ({ id, slug: null }));
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

/** Whose events or heads there are; each costs a look into the index. Indexes: audit_events_pkey, audit_heads_pkey. */
function chainedIds(tx: Reader, last: string): Promise<{ id: string }[]> {
  return tx.rows(
    `with recursive with_events (id) as (
       (select tenant_id from tenant.audit_events where tenant_id > $1 order by tenant_id limit 1)
       union all
       select (
         select e.tenant_id from tenant.audit_events e where e.tenant_id > with_events.id order by e.tenant_id limit 1
       )
       from with_events where with_events.id is not null
     )
     (select id from with_events where id is not null limit $2)
     union
     (select tenant_id from tenant.audit_heads where tenant_id > $1 order by tenant_id limit $2)
     order by id
     limit $2`,
    [last, pageIds],
  );
}
