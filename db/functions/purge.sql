-- begin_purge once, purge_batch until nothing is left, end_purge: each in its own transaction, each safe to
-- repeat. If a process is killed in between, a deleted tenant with fewer rows is left.

create or replace function control.due_purges() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select t.id from control.tenants t where t.purge_after <= now() order by t.purge_after $$;
select rowhouse.own_function('control.due_purges()', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

-- Afterwards nothing writes to the tenant, and it can't be brought back. False: it isn't deleted, or its
-- owners have time left. New statements find the wall closed. Older ones, and running jobs, are waited for
-- before any lock is taken that they could want.
create or replace function control.begin_purge(tenant uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    patience constant interval := '10 seconds';
    beginning constant integer := hashtext('rowhouse purge begins');
    under_way text[];
  begin
    if not exists (select from control.tenants t where t.id = tenant and t.purge_after <= now()) then
      return false;
    end if;
    -- Purges that begin at once must not wait for each other: each is known by this lock.
    perform pg_advisory_xact_lock_shared(beginning, 0);
    under_way := array(
      select l.virtualxid from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'virtualxid' and a.datname = current_database()
        and a.usename in ('rowhouse_app', 'rowhouse_door', 'rowhouse_worker')
        and not exists (
          select from pg_locks b
          where b.pid = l.pid and b.locktype = 'advisory' and b.objsubid = 2 and b.classid = beginning::oid));
    while exists (select from pg_locks l where l.virtualxid = any (under_way))
      or exists (select from control.jobs_of_tenant(tenant) j where j.is_running)
    loop
      if clock_timestamp() > now() + patience then
        raise exception 'a request or a job of this tenant is still at work' using errcode = 'lock_not_available';
      end if;
      perform pg_sleep(0.05);
    end loop;
    insert into control.tombstones (id, slug, deleted_at)
      select t.id, t.slug, t.deleted_at from control.tenants t
      where t.id = tenant and t.purge_after <= now() for update
      on conflict do nothing;
    return exists (select from control.tombstones s where s.id = tenant and s.purged_at is null);
  end
  $$;
select rowhouse.own_function('control.begin_purge(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

-- Erases up to `most` rows, or unties as many. Returns how many; 0 at the end.
create or replace function control.purge_batch(tenant uuid, most integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    counts jsonb;
    target regclass;
    room integer := most;
    gone integer;
  begin
    select s.erased into counts from control.tombstones s where s.id = tenant and s.purged_at is null for update;
    if not found then return 0; end if;
    -- The audit log and the rule that a tenant has an owner end where the tenant does.
    perform set_config('app.purging', tenant::text, true);
    for target in select t from control.tables_of_tenants() t where t <> 'control.slugs'::regclass loop
      exit when room <= 0;
      gone := control.erase_some(target, tenant, room);
      room := room - gone;
      counts := control.counted(counts, target::text, gone);
    end loop;
    select count(*) into gone
      from graphile_worker.complete_jobs(array(select j.id from control.jobs_of_tenant(tenant) j limit room));
    room := room - gone;
    if room = most then room := most - control.untie_some(tenant, most); end if;
    update control.tombstones s set erased = control.counted(counts, 'graphile_worker.jobs', gone) where s.id = tenant;
    perform set_config('app.purging', '', true);
    return most - room;
  end
  $$;
select rowhouse.own_function('control.purge_batch(uuid, integer)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

-- Erases nothing while rows of another table refer to this table's. In a table that refers to itself, rows
-- that nothing refers to go first. So nothing is erased by cascade, which would be neither bounded nor
-- counted.
create or replace function control.erase_some(target regclass, tenant uuid, most integer) returns integer
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    part oid;
    reference record;
    is_referred_to boolean;
    leaves text := '';
    gone integer;
  begin
    execute format('select tableoid from %s where tenant_id = $1 limit 1', target) into part using tenant;
    if part is null then return 0; end if;
    for reference in select * from control.references_of_tenants() r where r.aim = target loop
      if reference.source = target then
        leaves := leaves || format(' and not exists (select from %s r where r.tenant_id = t.tenant_id
          and (r.tableoid, r.ctid) <> (t.tableoid, t.ctid) and (%s) = (%s))', target,
          (select string_agg(format('r.%I', name), ', ') from unnest(reference.source_columns) name),
          (select string_agg(format('t.%I', name), ', ') from unnest(reference.aim_columns) name));
      else
        execute format('select exists (select from %s where tenant_id = $1 and %s)', reference.source,
          (select string_agg(format('%I is not null', name), ' and ') from unnest(reference.source_columns) name))
          into is_referred_to using tenant;
        if is_referred_to then return 0; end if;
      end if;
    end loop;
    execute format(
      'delete from %1$s where tenant_id = $1 and tableoid = $2
         and ctid = any (array(select t.ctid from %1$s t where t.tenant_id = $1 and t.tableoid = $2%2$s limit $3))',
      target, leaves) using tenant, part, most;
    get diagnostics gone = row_count;
    return gone;
  end
  $$;
select rowhouse.own_function('control.erase_some(regclass, uuid, integer)', owner => 'rowhouse_ops');

-- Sets nullable references to null, so that rows that refer to each other in a circle can be deleted.
create or replace function control.untie_some(tenant uuid, most integer) returns integer
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    reference record;
    untied integer;
  begin
    for reference in select * from control.references_of_tenants() r where r.may_be_cut loop
      execute format(
        'update %1$s set %2$s where tenant_id = $1
           and ctid = any (array(select t.ctid from %1$s t where t.tenant_id = $1 and %3$s limit $2))',
        reference.source,
        (select string_agg(format('%I = null', a.attname), ', ') from pg_attribute a
          where a.attrelid = reference.source and a.attname = any (reference.source_columns) and not a.attnotnull),
        (select string_agg(format('t.%I is not null', name), ' and ') from unnest(reference.source_columns) name))
        using tenant, most;
      get diagnostics untied = row_count;
      if untied > 0 then return untied; end if;
    end loop;
    return 0;
  end
  $$;
select rowhouse.own_function('control.untie_some(uuid, integer)', owner => 'rowhouse_ops');

create or replace function control.references_of_tenants()
  returns table (source regclass, source_columns text[], aim regclass, aim_columns text[], may_be_cut boolean)
  language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select f.conrelid::regclass, array_agg(s.attname::text order by pair.place), f.confrelid::regclass,
      array_agg(a.attname::text order by pair.place), bool_or(not s.attnotnull)
    from pg_constraint f
    cross join unnest(f.conkey, f.confkey) with ordinality as pair (source, aim, place)
    join pg_attribute s on s.attrelid = f.conrelid and s.attnum = pair.source and s.attname <> 'tenant_id'
    join pg_attribute a on a.attrelid = f.confrelid and a.attnum = pair.aim
    where f.contype = 'f' and f.conrelid in (select control.tables_of_tenants())
      and f.confrelid in (select control.tables_of_tenants())
    group by f.oid
  $$;
select rowhouse.own_function('control.references_of_tenants()', owner => 'rowhouse_ops');

create or replace function control.counted(counts jsonb, name text, more integer) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  as $$
    select case when more = 0 then counts
      else counts || jsonb_build_object(name, coalesce((counts ->> name)::bigint, 0) + more) end
  $$;
select rowhouse.own_function('control.counted(jsonb, text, integer)', owner => 'rowhouse_ops');

-- Erases the tenant itself and leaves its slugs to its tombstone. Returns the erased rows by table; null if
-- it was done already. Raises, and erases nothing, if the catalog shows that a row is left.
create or replace function control.end_purge(tenant uuid) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    remaining jsonb;
    counts jsonb;
  begin
    perform from control.tombstones s where s.id = tenant and s.purged_at is null for update;
    if not found then return null; end if;
    perform set_config('app.purging', tenant::text, true);
    update control.slugs g set tenant_id = null, tombstone_id = tenant where g.tenant_id = tenant;
    delete from control.tenants t where t.id = tenant;
    perform set_config('app.purging', '', true);
    remaining := control.rows_of_tenant(tenant);
    if remaining <> '{}' then
      raise exception 'tenant % is not erased, there is left: %', tenant, remaining;
    end if;
    update control.tombstones s set purged_at = now(), erased = s.erased || '{"control.tenants": 1}'
      where s.id = tenant returning s.erased into counts;
    return counts;
  end
  $$;
select rowhouse.own_function('control.end_purge(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

create or replace function control.rows_of_tenant(tenant uuid) returns jsonb
  language plpgsql stable set search_path = pg_catalog, pg_temp
  as $$
  declare
    target regclass;
    counted bigint;
    counts jsonb := jsonb_build_object(
      'control.tenants', (select count(*) from control.tenants t where t.id = tenant),
      'graphile_worker.jobs', (select count(*) from control.jobs_of_tenant(tenant)));
  begin
    for target in select control.tables_of_tenants() loop
      execute format('select count(*) from %s where tenant_id = $1', target) into counted using tenant;
      counts := counts || jsonb_build_object(target, counted);
    end loop;
    return (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(counts) where value <> '0');
  end
  $$;
select rowhouse.own_function('control.rows_of_tenant(uuid)', owner => 'rowhouse_ops');

-- From the catalog, so that every new noun is erased, too.
create or replace function control.tables_of_tenants() returns setof regclass
  language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select c.oid::regclass from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition
      and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)
      and exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
    order by c.oid::regclass::text
  $$;
select rowhouse.own_function('control.tables_of_tenants()', owner => 'rowhouse_ops');
