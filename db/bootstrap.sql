create schema if not exists rowhouse;
create schema if not exists control;
create schema if not exists tenant;
-- What requests see of the entered tenant: a view of each table (control.show_rows).
create schema if not exists entered;
grant usage on schema rowhouse, control, tenant to rowhouse_worker, rowhouse_ops;
grant usage on schema rowhouse, control, entered to rowhouse_app;
grant usage on schema rowhouse, control to rowhouse_door;

create table if not exists rowhouse.migrations (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
);
create table if not exists rowhouse.functions (
  file text primary key,
  checksum text not null,
  signatures text[] not null,
  applied_at timestamptz not null default now()
);
grant select on rowhouse.migrations to rowhouse_app, rowhouse_ops;
grant select on rowhouse.functions to rowhouse_app, rowhouse_door, rowhouse_worker, rowhouse_ops;

-- Gives a function its owner, and lets only the owner and `callers` (a list with commas) call it. Returns the
-- function's signature, which db/functions.ts notes.
--
-- With debug_print_plan, which any session may set, PostgreSQL sends the session the plans of a function's statements,
-- and in them the values of its variables. A function with its owner's rights turns that off.
create or replace function rowhouse.own_function(target regprocedure, owner regrole, callers text default '') returns text
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    allowed constant text[] := regexp_split_to_array(nullif(callers, ''), ', *');
    facts record;
    other regrole;
    caller text;
  begin
    select p.proowner, p.pronamespace::regnamespace as schema, p.prosecdef as is_definer into facts
      from pg_proc p where p.oid = target;
    if facts.is_definer then
      execute format('alter function %s set debug_print_plan = off', target);
    end if;
    if facts.proowner <> owner then
      -- A new owner needs the right to create in the schema, for this moment.
      execute format('grant create on schema %s to %s', facts.schema, owner);
      execute format('alter function %s owner to %s', target, owner);
      if owner <> current_user::regrole then
        execute format('revoke create on schema %s from %s', facts.schema, owner);
      end if;
    end if;
    execute format('revoke all on function %s from public', target);
    for other in
      select acl.grantee::regrole from pg_proc p, aclexplode(p.proacl) acl
      where p.oid = target and acl.grantee <> owner
    loop
      execute format('revoke all on function %s from %s', target, other);
    end loop;
    foreach caller in array coalesce(allowed, '{}') loop
      execute format('grant execute on function %s to %I', target, caller);
    end loop;
    return target;
  end
  $$;
select rowhouse.own_function('rowhouse.own_function(regprocedure, regrole, text)', owner => 'rowhouse_owner');
