import type { Pool } from "pg";

export interface TenantTable {
  /** With its schema: `tenant.projects`. */
  name: string;
  columns: string[];
  /** Says which tenant a row is of, to whom may read rows. */
  tenantColumn: string;
  /** As in `select`: of a view, the columns that requests may read. */
  readable: string;
}

/** Every table with a `tenant_id`, read from the catalog: a new one is attacked as well. */
export function tenantTables(admin: Pool): Promise<TenantTable[]> {
  return relationsOfTenants(admin, ["r", "p"]);
}

/** By which requests reach them. */
export function tenantViews(admin: Pool): Promise<TenantTable[]> {
  return relationsOfTenants(admin, ["v"]);
}

async function relationsOfTenants(admin: Pool, kinds: string[]): Promise<TenantTable[]> {
  const { rows } = await admin.query<TenantTable>(
    `
    select format('%I.%I', n.nspname, c.relname) as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attname <> 'tenant_key'
      ) as columns,
      case c.relkind when 'v' then 'tenant_key' else 'tenant_id' end as "tenantColumn",
      case c.relkind when 'v' then (
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and has_column_privilege('rowhouse_app', c.oid, a.attnum, 'select'))
      else '*' end as readable
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = any ($1) and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
    order by name`,
    [kinds],
  );
  return rows;
}

export async function withoutRowSecurity(admin: Pool, fn: () => Promise<void>): Promise<void> {
  const names = [...(await tenantTables(admin)).map(({ name }) => name), "control.tenants"];
  for (const name of names) await admin.query(`alter table ${name} disable row level security`);
  try {
    await fn();
  } finally {
    for (const name of names) await admin.query(`alter table ${name} enable row level security`);
  }
}

/** Sets a transaction's entry without asking whether it is good. */
export const withoutEntryProof = changing("begin_entry", ["control.entered_tenant() is null", "false"]);

/** Tells everybody which tenant has a slug: without its checks, the door lets them in. */
export const withToldTenants = changing("open_door", ["t.id, t.slug,", "g.tenant_id, t.slug,"]);

function changing(name: string, [words, others]: [string, string]) {
  return async (admin: Pool, fn: () => Promise<void>): Promise<void> => {
    const { rows } = await admin.query<{ definition: string }>(
      "select pg_get_functiondef(oid) as definition from pg_proc where proname = $1",
      [name],
    );
    const definition = rows[0]?.definition ?? "";
    const changed = definition.replace(words, others);
    if (changed === definition) throw new Error(`control.${name} does it in other words`);
    await admin.query(changed);
    try {
      await fn();
    } finally {
      await admin.query(definition);
    }
  };
}
