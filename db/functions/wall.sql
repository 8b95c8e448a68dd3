-- What the policies ask. These functions check the membership themselves, and need not trust the application.

-- The user of the credential that the transaction carries: in app.session the token of a live session, or in
-- app.ticket that of a running job (job.sql). Null without one, with one that is over, and with both. Null also if
-- the transaction has one snapshot, which may be an old one: in it an ended session goes on, and mails that were
-- written since don't count.
create or replace function control.acting_user() returns uuid
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    session constant text := nullif(current_setting('app.session', true), '');
    ticket constant text := nullif(current_setting('app.ticket', true), '');
    -- Here, so that it is computed once: a plan that reads the whole table would compute it for each row.
    session_hash constant bytea := sha256(convert_to(session, 'UTF8'));
  begin
    if current_setting('transaction_isolation') <> 'read committed' then
      return null;
    end if;
    if ticket is null then
      return (
        select s.user_id from control.sessions s
        where s.token_hash = session_hash and s.expires_at > statement_timestamp());
    end if;
    return (select h.user_id from control.holder_of_ticket(ticket) h where session is null);
  end
  $$;
select rowhouse.own_function('control.acting_user()', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_door, rowhouse_owner');

-- The tenant in app.tenant_id, if the user of the credential belongs to it; otherwise null. A ticket is good
-- for one tenant. Policies call it in a sub-select, so that it runs once for each policy and table of a statement,
-- not once per row. It is security definer because it has to read memberships past their own policies.
create or replace function control.entered_tenant() returns uuid
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    session constant text := nullif(current_setting('app.session', true), '');
    ticket constant text := nullif(current_setting('app.ticket', true), '');
    session_hash constant bytea := sha256(convert_to(session, 'UTF8'));
    holder uuid;
  begin
    if current_setting('transaction_isolation') <> 'read committed' then
      return null;
    end if;
    if ticket is null then
      select s.user_id into holder from control.sessions s where s.token_hash = session_hash and s.expires_at > statement_timestamp();
    else
      select h.user_id into holder from control.holder_of_ticket(ticket) h
        where h.tenant_id = tenant and session is null;
    end if;
    -- One after the other: who doesn't belong to a tenant doesn't see whether it is there.
    if holder is null then
      return null;
    end if;
    perform from control.memberships m where m.tenant_id = tenant and m.user_id = holder;
    if not found then
      return null;
    end if;
    return (select t.id from control.tenants t where t.id = tenant and t.status <> 'deleted');
  end
  $$;
select rowhouse.own_function('control.entered_tenant()', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_door, rowhouse_owner');

-- Opens a transaction's work: whose it is, for which tenant, and where it came from. With a tenant it proves at
-- once that the credential is good there, so that no statement runs without that; outside tenants, that it is still
-- the acting user's. Everything is local to the transaction.
create or replace function control.begin_entry(
  tenant_id text, session text, ticket text, request_id text, ip_address text, statement_timeout text, acting text
) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform set_config('app.tenant_id', begin_entry.tenant_id, true), set_config('app.session', session, true),
      set_config('app.ticket', ticket, true), set_config('app.request_id', request_id, true),
      set_config('app.ip_address', ip_address, true);
    if statement_timeout <> '' then
      perform set_config('statement_timeout', statement_timeout, true);
    end if;
    if begin_entry.tenant_id <> '' and control.entered_tenant() is null then
      raise exception 'no entry to this tenant'
        using errcode = 'insufficient_privilege', constraint = 'entered_tenant';
    end if;
    if begin_entry.tenant_id = '' and acting <> '' and control.acting_user() is distinct from acting::uuid then
      raise exception 'the session has ended'
        using errcode = 'insufficient_privilege', constraint = 'entered_tenant';
    end if;
  end
  $$;
select rowhouse.own_function(
  'control.begin_entry(text, text, text, text, text, text, text)', owner => 'rowhouse_owner', callers => 'rowhouse_app, rowhouse_door');

-- For work without a user, which only the worker role does: the tenant alone.
create or replace function control.worked_tenant() returns uuid
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (
      select t.id from control.tenants t
      where t.id = nullif(current_setting('app.tenant_id', true), '')::uuid and t.status = 'active'
    );
  end
  $$;
select rowhouse.own_function('control.worked_tenant()', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

-- For every table with a tenant_id; the safety check finds those without. The permissive policies only open the table
-- to a role; the restrictive ones are the wall, and no permissive one added by mistake widens access past them. Who makes a
-- row does it in their own name. When it was made, PostgreSQL says. No update changes what a row is, whose, who made it and
-- when, so no change of these columns needs a place in the audit log.
--
-- PostgreSQL may compare a row with what a query asks for before it asks a policy, where the comparison itself can't leak.
-- But whether the policy was asked shows in errors, plans and counters. So two policies ask for the tenant
-- (docs/decisions/0027 has the reasons):
-- 1. `…_key`, by a subscript, which costs nothing in the planner's eyes: among the conditions of rows no query's is cheaper,
--    and of equally cheap ones the policy's is first. Only a text can be a subscript: `tenant_key` is the tenant's id as one.
--    None is empty.
-- 2. `…_tenant`, by a comparison that becomes a condition of each index, which PostgreSQL asks before those of rows. Requests
--    may not read the column: PostgreSQL would ask the index for what a query says is equal to it.
-- They are two, in this order of names and before all others, because PostgreSQL gives each restrictive policy a level of its
-- own, by its name. Each asks the function: between them, a query may have named another tenant.
--
-- With `is_shown` the worker reaches the table, and requests reach the rows by a view, where they read `tenant_key` in place of
-- the tenant's column. Without it, functions and the operator alone.
create or replace function control.raise_wall(
  target regclass, tenant_column text default 'tenant_id', entered text default 'control.entered_tenant()',
  is_shown boolean default true
) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    maker constant text := (
      select a.attname from pg_attribute a
      where a.attrelid = target and a.attname in ('created_by', 'author_id') and not a.attisdropped);
    name text;
    role text;
    tenant text;
    key text;
    comparison text;
  begin
    execute format('alter table %s add tenant_key text generated always as (%I::text) stored', target, tenant_column);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    for name, role, tenant in
      values ('view', 'rowhouse_owner', entered), ('worker', 'rowhouse_worker', 'control.worked_tenant()')
    loop
      key := format('(select jsonb_build_object(coalesce(%s::text, ''''), true))[tenant_key] is not null', tenant);
      comparison := format('%I = (select %s)', tenant_column, tenant);
      execute format('create policy %s on %s for all to %s using (true) with check (true)', name, target, role);
      execute format(
        'create policy %1$s_key on %2$s as restrictive for all to %3$s using (%4$s) with check (%4$s)',
        name, target, role, key);
      execute format(
        'create policy %1$s_tenant on %2$s as restrictive for all to %3$s using (%4$s) with check (%4$s)',
        name, target, role, comparison);
    end loop;
    if maker is not null then
      execute format(
        'create policy who_makes on %s as restrictive for insert to rowhouse_owner with check (%I = (select control.acting_user()))',
        target, maker);
    end if;
    execute format('grant select, insert, update, delete on %s to rowhouse_ops', target);
    perform control.bound_columns(target), control.keep_few_statistics(target);
    if is_shown then
      perform control.grant_rows(target, target, 'rowhouse_worker');
      perform control.grant_rows(target, control.show_rows(target), 'rowhouse_app', hidden => tenant_column);
    end if;
  end
  $$;
select rowhouse.own_function('control.raise_wall(regclass, text, text, boolean)', owner => 'rowhouse_owner');

-- Requests have no right on tables: each has a view, with the rights of the owner, for whom the policies are. The view takes
-- no part in what is seen, but it has a condition: PostgreSQL merges it into a query as if it were the table, only not as a
-- part of a `union all`, where it would ask the query's conditions before the policies. To be called again after a column is
-- added; what requests may do with the column, its migration grants. Returns the view.
create or replace function control.show_rows(target regclass) returns regclass
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    view_name constant text := (select format('entered.%I', c.relname) from pg_class c where c.oid = target);
    shown constant text := (
      select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
      where a.attrelid = target and a.attnum > 0 and not a.attisdropped);
  begin
    execute format('create or replace view %s as select %s from %s where tenant_key is not null', view_name, shown, target);
    execute format('alter view %s owner to rowhouse_owner', view_name);
    return view_name;
  end
  $$;
select rowhouse.own_function('control.show_rows(regclass)', owner => 'rowhouse_owner');

-- Rights on the rows of a table, itself or its view, that a role may at most have: when a row was made, PostgreSQL says, and
-- what it is, whose, and who made it, stays. What is `hidden` is put into new rows and not read.
create or replace function control.grant_rows(target regclass, through regclass, role text, hidden text default null)
  returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    fixed constant text[] := array['tenant_id', 'tenant_key', 'id', 'created_by', 'created_at', 'author_id'];
    read text;
    made text;
    changing text;
  begin
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where a.attname is distinct from hidden),
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where a.attname not in ('created_at', 'tenant_key')),
      string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where a.attname <> all (fixed))
    into read, made, changing
    from pg_attribute a
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped;
    execute format('grant select%s on %s to %s', case when hidden is null then '' else format(' (%s)', read) end, through, role);
    execute format('grant insert (%s), update (%s), delete on %s to %s', made, changing, through, role);
  end
  $$;
select rowhouse.own_function('control.grant_rows(regclass, regclass, text, text)', owner => 'rowhouse_owner');

-- Who writes past the application leaves nothing that it can't read, or can't go on from. PostgreSQL has years, and an
-- infinity, that no page can show. A version counts the changes of a row: set to the last integer, it would let none
-- follow.
create or replace function control.bound_columns(target regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    col record;
  begin
    for col in
      select a.attname as name, a.atttypid in ('date'::regtype, 'timestamptz'::regtype) as is_moment
      from pg_attribute a
      where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    loop
      if col.is_moment then
        execute format(
          'alter table %s add check (%I between ''1970-01-01 00:00Z'' and ''2199-12-31 00:00Z'')', target, col.name);
      elsif col.name = 'version' then
        execute format(
          'create trigger begin_versions before insert on %s for each row when (new.version <> 1)
           execute function control.refuse_version()', target);
        execute format(
          'create trigger count_versions before update on %s
           for each row when (new.version not in (old.version, old.version + 1))
           execute function control.refuse_version()', target);
      end if;
    end loop;
  end
  $$;
select rowhouse.own_function('control.bound_columns(regclass)', owner => 'rowhouse_owner');

-- EXPLAIN tells from statistics, and asks no policy: which values are common, and in which order they stand. PostgreSQL
-- keeps them of what plans need alone: of the tenant and the id, of references inside the tenant, and of moments that a row
-- may lack. They tell nothing of people, and no word.
create or replace function control.keep_few_statistics(target regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    column_name text;
  begin
    for column_name in
      select a.attname from pg_attribute a
      where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attname not in ('tenant_id', 'id')
        and not (a.atttypid in ('date'::regtype, 'timestamptz'::regtype) and not a.attnotnull)
        and not exists (
          select from pg_constraint c where c.conrelid = target and c.contype = 'f' and a.attnum = any (c.conkey[2:]))
    loop
      execute format('alter table %s alter %I set statistics 0', target, column_name);
    end loop;
  end
  $$;
select rowhouse.own_function('control.keep_few_statistics(regclass)', owner => 'rowhouse_owner');

create or replace function control.refuse_version() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    raise exception 'a version counts one by one, from 1' using errcode = 'insufficient_privilege';
  end
  $$;
select rowhouse.own_function('control.refuse_version()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');
