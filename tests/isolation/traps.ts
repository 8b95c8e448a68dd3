import type { Pool } from "pg";

/**
 * Objects in a session's temporary schema, named as PostgreSQL's own or as Rowhouse's. What takes one for the
 * real one calls the spy. The statements qualify names: a trap would catch them, too.
 */

/** Warns if it runs as another role than the session's, and says where. No type has its name. */
const spy = `create function pg_temp.spy() returns boolean language plpgsql as $$
  declare stack pg_catalog.text;
  begin
    if current_user <> session_user then
      get diagnostics stack = pg_context;
      raise warning 'ran as %: %', current_user, stack;
    end if;
    return true;
  end $$`;

/** With each type comes the type of its arrays. */
const baseTypes = `select typname from pg_catalog.pg_type
  where typnamespace = 'pg_catalog'::pg_catalog.regnamespace and typtype = 'b' and typcategory <> 'A'`;

const domains = `do $do$
  declare name pg_catalog.name;
  begin
    for name in ${baseTypes} loop
      execute format('create domain pg_temp.%1$I as pg_catalog.%1$I check (pg_temp.spy())', name);
    end loop;
  end $do$`;

const casts = `do $do$
  declare name pg_catalog.name; source pg_catalog.name;
  begin
    for name in ${baseTypes} loop
      execute format('create type pg_temp.%I as (inside pg_catalog.text)', name);
    end loop;
    for name in ${baseTypes} loop
      foreach source in array array['text', nullif(name, 'text')]::pg_catalog.name[] loop
        continue when source is null;
        execute format('create function pg_temp.%I(pg_catalog.%I) returns pg_temp.%I language sql
          as ''select row($1::pg_catalog.text) where pg_temp.spy()''', concat('wrapped_', name), source, name);
        execute format('create cast (pg_catalog.%I as pg_temp.%I) with function pg_temp.%I(pg_catalog.%1$I) as implicit',
          source, name, concat('wrapped_', name));
      end loop;
      execute format('create function pg_temp.unwrapped(pg_temp.%1$I) returns pg_catalog.%1$I language sql
        as ''select ($1).inside::pg_catalog.%1$I where pg_temp.spy()''', name);
      execute format('create cast (pg_temp.%1$I as pg_catalog.%1$I) with function pg_temp.unwrapped(pg_temp.%1$I) as implicit', name);
    end loop;
  end $do$`;

const views = `do $do$
  declare name pg_catalog.name; relation regclass; columns pg_catalog.text;
  begin
    for name, relation, columns in
      select c.relname, c.oid, string_agg(quote_ident(a.attname), ', ' order by a.attnum)
      from pg_catalog.pg_class c
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.atttypid <> 'anyarray'::regtype and has_column_privilege(c.oid, a.attnum, 'select')
      where c.relkind in ('r', 'p', 'v') and c.relnamespace::regnamespace::pg_catalog.text
          in ('pg_catalog', 'control', 'tenant', 'entered', 'rowhouse', 'graphile_worker')
        and has_schema_privilege(c.relnamespace, 'usage')
      group by c.oid
    loop
      continue when to_regclass(format('pg_temp.%I', name)) is not null;
      execute format('create view pg_temp.%I as select %s from %s where pg_temp.spy()', name, columns, relation);
      execute format('grant select on pg_temp.%I to public', name);
    end loop;
  end $do$`;

/** Temporary functions are never found by their bare name; this notices if that changes. */
const functions = (bodies: string) => `do $do$
  declare twin record;
  begin
    for twin in
      select p.proname as name, string_agg(format_type(a.type, null), ', ' order by a.place) as types,
        coalesce(string_agg('$' || a.place, ', ' order by a.place), '') as given, format_type(p.prorettype, null) as result
      from pg_catalog.pg_proc p
      left join unnest(p.proargtypes::pg_catalog.oid[]) with ordinality a (type, place) on true
      where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f' and not p.proretset and p.provariadic = 0
        and not exists (select from pg_catalog.pg_type t
          where t.oid = any (p.proargtypes::pg_catalog.oid[] || p.prorettype) and t.typtype = 'p')
        and p.proname = any (regexp_split_to_array(${bodies}, '\\W+'))
      group by p.oid
    loop
      execute format('create function pg_temp.%1$I(%2$s) returns %4$s language sql
        as ''select pg_catalog.%1$I(%3$s) where pg_temp.spy()''', twin.name, coalesce(twin.types, ''), twin.given, twin.result);
    end loop;
  end $do$`;

const operators = (bodies: string) => `do $do$
  declare twin record;
  begin
    for twin in
      select o.oid, o.oprname as name, format_type(o.oprleft, null) as left, format_type(o.oprright, null) as right,
        format_type(o.oprresult, null) as result
      from pg_catalog.pg_operator o
      where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprkind = 'b' and strpos(${bodies}, o.oprname) > 0
        and not exists (select from pg_catalog.pg_type t
          where t.oid in (o.oprleft, o.oprright, o.oprresult) and t.typtype = 'p')
    loop
      execute format('create function pg_temp.%I(%s, %s) returns %s language sql
        as ''select $1 operator(pg_catalog.%s) $2 where pg_temp.spy()''', concat('operator_', twin.oid),
        twin.left, twin.right, twin.result, twin.name);
      execute format('create operator pg_temp.%s (leftarg = %s, rightarg = %s, function = pg_temp.%I)',
        twin.name, twin.left, twin.right, concat('operator_', twin.oid));
    end loop;
  end $do$`;

const traps = {
  "domains named as types": () => domains,
  "types with casts": () => casts,
  "views named as tables": () => views,
  functions,
  operators,
};

export type TrapName = keyof typeof traps;
export const trapNames = Object.keys(traps) as TrapName[];

/** What a session runs first. It knows the functions that are there now. */
export async function trapIn(admin: Pool, name: TrapName): Promise<string> {
  const { rows } = await admin.query<{ bodies: string }>(
    `select quote_literal(string_agg(prosrc, ' ')) as bodies from pg_proc
     where pronamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')`,
  );
  return `${spy}; ${traps[name](rows[0]?.bodies ?? "''")}`;
}
