import type { ClientBase } from "pg";
import { servingRoles } from "#db/roles.ts";
import { reasonWithoutWall } from "#db/wall-exceptions.ts";
import { tenantColumnOf } from "./tenant-column.ts";

/**
 * A view without security_invoker has its owner's rights; a materialized view has no row-level security. Those that show
 * requests their tenant's rows (control.show_rows) are of the tables' owner, for whom the policies are; what they say is
 * compared whole.
 */
const sql = `
  with people as (
    select 0::oid as role, 'everybody' as name
    union all select oid, rolname from pg_roles where rolname = any ($1)
  ), relations as (
    select c.oid, c.relkind, c.relname, c.relacl, c.reloptions,
      exists (
        select from pg_class t
        where c.relkind = 'v' and n.nspname = 'entered' and t.relname = c.relname and t.relkind in ('r', 'p')
          and t.relrowsecurity and t.relforcerowsecurity and c.relowner = to_regrole('rowhouse_owner') and t.relowner = c.relowner
          and t.relnamespace in (to_regnamespace('control'), to_regnamespace('tenant'))
          -- PostgreSQL 15 writes the table before each column.
          and replace(regexp_replace(pg_get_viewdef(c.oid), '\\s+', ' ', 'g'), quote_ident(t.relname) || '.', '') = format(' SELECT %s FROM %s WHERE (tenant_key IS NOT NULL);',
            (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
             where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped), t.oid::regclass)
      ) as is_shown
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  )
  select r.oid::regclass::text as "object",
    format('%s may %s %s: revoke it, rows are all it may touch', people.name, lower(acl.privilege_type), r.oid::regclass) as problem
  from relations r, aclexplode(r.relacl) acl join people on people.role = acl.grantee
  where acl.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  union all
  select r.oid::regclass::text,
    format('%s reaches the view %s with its owner''s rights: create it with (security_invoker = true)', role, r.oid::regclass)
  from relations r, unnest($1::text[]) role
  where r.relkind in ('v', 'm') and (
      has_any_column_privilege(role, r.oid, 'select, insert, update') or has_table_privilege(role, r.oid, 'delete'))
    and not r.is_shown and not coalesce(r.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
  union all
  select r.oid::regclass::text,
    format('rowhouse_app reaches the table %s itself: grant it rights on a view of entered.* alone', r.oid::regclass)
  from relations r
  where r.relkind in ('r', 'p', 'f') and (
    has_any_column_privilege('rowhouse_app', r.oid, 'select, insert, update') or has_table_privilege('rowhouse_app', r.oid, 'delete'))
  union all
  select r.oid::regclass::text,
    format('rowhouse_app may read %s of %s: what is said to equal it would stand in for the wall''s comparison; revoke it, tenant_key says the same',
      quote_ident(a.attname), r.oid::regclass)
  from relations r join pg_attribute a on a.attrelid = r.oid
  where r.is_shown and a.attname = ${tenantColumnOf("r.oid")}
    and has_column_privilege('rowhouse_app', r.oid, a.attnum, 'select')
  union all
  select n.nspname,
    format('%s may create objects in schema %s: run "revoke create on schema %2$s from %1$s"', people.name, n.nspname)
  from pg_namespace n, aclexplode(n.nspacl) acl join people on people.role = acl.grantee
  where n.nspname !~ '^pg_' and acl.privilege_type = 'CREATE'
  union all
  select d.datname, format('%s may create schemas in this database: revoke create on it', people.name)
  from pg_database d, aclexplode(d.datacl) acl join people on people.role = acl.grantee
  where d.datname = current_database() and acl.privilege_type = 'CREATE'
  union all
  select d.datname,
    format('%s may create temporary objects, which can stand in for PostgreSQL''s own: run "revoke temporary on database %I from %s"',
      people.name, d.datname, case people.role when 0 then 'public' else people.name end)
  from pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl join people on people.role = acl.grantee
  where d.datname = current_database() and acl.privilege_type = 'TEMPORARY'
  order by 2`;

/** People's roles may select, insert, update and delete rows, and nothing else. */
export async function privilegeProblems(client: Pick<ClientBase, "query">): Promise<string[]> {
  const { rows } = await client.query<{ object: string; problem: string }>(sql, [servingRoles]);
  return rows.filter(({ object }) => !reasonWithoutWall(object)).map(({ problem }) => problem);
}
