import type { ClientBase } from "pg";
import { tenantLedExpressions } from "#db/wall-exceptions.ts";
import { tenantColumnOf } from "./tenant-column.ts";

interface IndexFacts {
  tableName: string;
  name: string | null;
  primary: boolean;
  unique: boolean;
  columns: string[];
}

interface ReferenceFacts {
  tableName: string;
  name: string;
  columns: string[];
  target: string;
  targetColumns: string[];
  crossesPlanes: boolean;
}

const indexesSql = `
  select c.oid::regclass::text as "tableName", i.indexrelid::regclass::text as "name",
    coalesce(i.indisprimary, false) as primary, coalesce(i.indisunique, false) as unique,
    array(
      select pg_get_indexdef(i.indexrelid, position, true) from generate_series(1, i.indnkeyatts) position order by position
    ) as columns
  from pg_class c
  left join pg_index i on i.indrelid = c.oid
  where c.relkind in ('r', 'p') and c.relnamespace = to_regnamespace('tenant')
  order by 1, 2`;

/** Foreign keys of the tenant plane. PostgreSQL checks them without row-level security. */
const referencesSql = `
  select f.conrelid::regclass::text as "tableName", f.conname as "name", f.confrelid::regclass::text as target,
    (source.relnamespace <> target.relnamespace) as "crossesPlanes",
    array(
      select a.attname::text from unnest(f.conkey) with ordinality key (number, position)
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = key.number order by key.position
    ) as columns,
    array(
      select a.attname::text from unnest(f.confkey) with ordinality key (number, position)
      join pg_attribute a on a.attrelid = f.confrelid and a.attnum = key.number order by key.position
    ) as "targetColumns"
  from pg_constraint f
  join pg_class source on source.oid = f.conrelid
  join pg_class target on target.oid = f.confrelid
  where f.contype = 'f' and to_regnamespace('tenant') in (source.relnamespace, target.relnamespace)
  order by 1, 2`;

/**
 * Indexes of walled tables by which requests could look for a row without its tenant: PostgreSQL may compare the
 * index's columns with what a query asks for before the wall is asked, and where a bitmap has no room for rows, but for pages
 * alone, compares each row of a page in the order of the index's columns.
 */
const openIndexesSql = `
  select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as "tableName", walled.column
  from pg_index i
  join pg_policy p on p.polrelid = i.indrelid and p.polname = 'view_tenant'
  join pg_class c on c.oid = i.indrelid
  cross join lateral (select ${tenantColumnOf("c.oid")} as column) walled
  cross join lateral (
    select
      array(select pg_get_indexdef(i.indexrelid, place, true) from generate_series(1, i.indnkeyatts) place) as columns,
      array(select unnest(i.indkey) limit i.indnkeyatts) as numbers) keys
  where keys.columns[1] <> all ($1) and keys.columns[1] <> quote_ident(walled.column)
    and pg_get_expr(i.indpred, i.indrelid) is distinct from
      format('(%I <> ''00000000-0000-0000-0000-000000000000''::uuid)', walled.column)
    and exists (
      select from unnest(keys.numbers) number
      left join pg_attribute a on (a.attrelid, a.attnum) = (i.indrelid, number)
      left join pg_class v on v.relname = c.relname and v.relnamespace = (select oid from pg_namespace where nspname = 'entered')
      left join pg_attribute shown on shown.attrelid = v.oid and shown.attname = a.attname
      where number = 0 or has_column_privilege('rowhouse_app', shown.attrelid, shown.attnum, 'select'))
  order by 1`;

async function openIndexes(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<{ name: string; tableName: string; column: string }>(openIndexesSql, [
    Object.keys(tenantLedExpressions),
  ]);
  return rows.map(
    ({ name, tableName, column }) =>
      `${name} on ${tableName} finds rows past the wall: let it begin with ${column}, or let no request read its columns or fulfil its condition`,
  );
}

/** In the tenant plane every key, every index and every reference starts with the tenant. */
export async function keyProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows: indexes } = await client.query<IndexFacts>(indexesSql);
  const { rows: references } = await client.query<ReferenceFacts>(referencesSql);
  const keyed = new Set(
    indexes
      // A table with one row per tenant needs no id.
      .filter(({ primary, columns }) => primary && /^tenant_id(,id|$)/.test(columns.join()))
      .map(({ tableName }) => tableName),
  );
  const tables = new Set(indexes.map(({ tableName }) => tableName));
  return [
    ...[...tables]
      .filter((table) => !keyed.has(table))
      .map((table) => `${table} needs primary key (tenant_id, id)`),
    ...indexes
      .filter(({ name, primary, columns }) => name && !primary && !isLedByTenant(columns))
      .map(({ name, tableName, unique, columns }) => {
        const what = unique ? "unique across tenants" : "not led by the tenant";
        return `${name} on ${tableName} is ${what}: make it (tenant_id, ${columns.join(", ")})`;
      }),
    ...(await openIndexes(client)),
    ...references.flatMap(referenceProblems),
  ];
}

function isLedByTenant([first = ""]: readonly string[]): boolean {
  return first === "tenant_id" || Object.hasOwn(tenantLedExpressions, first);
}

function referenceProblems({
  tableName,
  name,
  columns,
  target,
  targetColumns,
  crossesPlanes,
}: ReferenceFacts) {
  if (crossesPlanes) {
    return [`${name} on ${tableName} references ${target}: planes do not reference each other, drop it`];
  }
  if (columns[0] === "tenant_id" && targetColumns[0] === "tenant_id") return [];
  return [
    `${name} on ${tableName} lets one tenant point at another's row: make it foreign key (tenant_id, …) references ${target}`,
  ];
}
