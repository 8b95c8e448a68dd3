-- The wall: row-level security that checks the membership by itself, so that it need not trust the application.

create function control.acting_user() returns uuid
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

-- The tenant named by app.tenant_id, if app.user_id belongs to it; null otherwise. Policies call it through a
-- sub-select, which makes it an init plan: it runs once per statement, not once per row. It must read memberships
-- past their own policies, hence security definer, owned by the role that may.
create function control.entered_tenant() returns uuid
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (
      select m.tenant_id
      from control.memberships m
      join control.tenants t on t.id = m.tenant_id
      where m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
        and m.user_id = nullif(current_setting('app.user_id', true), '')::uuid
        and t.status <> 'deleted'
    );
  end
  $$;
alter function control.entered_tenant() owner to rowhouse_ops;

-- The same for work without a person, which only the worker role does: the tenant alone.
create function control.worked_tenant() returns uuid
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (
      select t.id from control.tenants t
      where t.id = nullif(current_setting('app.tenant_id', true), '')::uuid and t.status = 'active'
    );
  end
  $$;
alter function control.worked_tenant() owner to rowhouse_ops;

-- Walls in one table that has a tenant_id. The restrictive twin keeps a second permissive policy, added by mistake one
-- day, from widening the first. Migrations call it for every such table; the catalog test finds a table without.
create function control.raise_wall(target regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    person constant text := 'tenant_id = (select control.entered_tenant())';
    worker constant text := 'tenant_id = (select control.worked_tenant())';
  begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy person on %s for all to rowhouse_app using (%s) with check (%s)', target, person, person);
    execute format('create policy person_only on %s as restrictive for all to rowhouse_app using (%s) with check (%s)', target, person, person);
    execute format('create policy worker on %s for all to rowhouse_worker using (%s) with check (%s)', target, worker, worker);
    execute format('create policy worker_only on %s as restrictive for all to rowhouse_worker using (%s) with check (%s)', target, worker, worker);
    execute format('grant select, insert, update, delete on %s to rowhouse_app, rowhouse_worker, rowhouse_ops', target);
  end
  $$;
revoke all on function control.raise_wall(regclass) from public;

select control.raise_wall('control.slugs');
select control.raise_wall('control.switches');

-- Memberships have the wall and one exception, for the switcher: people may read their own rows everywhere.
select control.raise_wall('control.memberships');
create policy own on control.memberships for select to rowhouse_app
  using (user_id = (select control.acting_user()));
drop policy person_only on control.memberships;
create policy person_only_read on control.memberships as restrictive for select to rowhouse_app
  using (tenant_id = (select control.entered_tenant()) or user_id = (select control.acting_user()));
create policy person_only_insert on control.memberships as restrictive for insert to rowhouse_app
  with check (tenant_id = (select control.entered_tenant()));
create policy person_only_update on control.memberships as restrictive for update to rowhouse_app
  using (tenant_id = (select control.entered_tenant())) with check (tenant_id = (select control.entered_tenant()));
create policy person_only_delete on control.memberships as restrictive for delete to rowhouse_app
  using (tenant_id = (select control.entered_tenant()));

-- Tenants themselves: the one entered may be changed, those one belongs to may be read.
alter table control.tenants enable row level security;
alter table control.tenants force row level security;
create policy entered on control.tenants for all to rowhouse_app
  using (id = (select control.entered_tenant())) with check (id = (select control.entered_tenant()));
create policy own on control.tenants for select to rowhouse_app
  using (exists (
    select from control.memberships m
    where m.tenant_id = tenants.id and m.user_id = (select control.acting_user())
  ));
create policy worker on control.tenants for select to rowhouse_worker
  using (id = (select control.worked_tenant()));

-- The door's one question: whose session is this, which tenant has this slug (today's or an old one), and do they
-- belong together? Of a tenant one doesn't belong to it tells the id and nothing else, and that to the door alone; of
-- any tenant it tells nothing to somebody who is not signed in.
create function control.open_door(token_hash bytea, wanted_slug text)
  returns table (
    session_id uuid, session_last_seen_at timestamptz,
    user_id uuid, user_name text, user_email text, user_is_operator boolean,
    tenant_id uuid, tenant_slug text, tenant_name text, tenant_status text, tenant_plan text,
    tenant_plan_overrides jsonb, tenant_home text, tenant_door_hue smallint, tenant_version integer,
    membership_role text
  )
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select s.id, s.last_seen_at, u.id, u.name, u.email, u.is_operator,
        g.tenant_id, t.slug, t.name, t.status, t.plan, t.plan_overrides, t.home, t.door_hue, t.version,
        case when t.id is not null then m.role end
      from control.sessions s
      join control.users u on u.id = s.user_id
      left join control.slugs g on g.slug = wanted_slug
      left join control.memberships m on m.tenant_id = g.tenant_id and m.user_id = u.id
      left join control.tenants t on t.id = m.tenant_id and t.status <> 'deleted'
      where s.token_hash = open_door.token_hash and s.expires_at > now();
  end
  $$;
alter function control.open_door(bytea, text) owner to rowhouse_ops;

-- A new tenant with the acting person as its owner. Nobody has a membership before the first one exists, so the wall
-- would refuse it; a slug that was ever given out violates slugs_pkey.
create function control.found_tenant(new_id uuid, new_slug text, new_name text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if control.acting_user() is null then
      raise exception 'a tenant needs a founder' using errcode = 'insufficient_privilege';
    end if;
    insert into control.tenants (id, slug, name) values (new_id, new_slug, new_name);
    insert into control.slugs (slug, tenant_id) values (new_slug, new_id);
    insert into control.memberships (tenant_id, user_id, role) values (new_id, control.acting_user(), 'owner');
  end
  $$;
alter function control.found_tenant(uuid, text, text) owner to rowhouse_ops;

revoke all on function control.entered_tenant(), control.worked_tenant(), control.open_door(bytea, text),
  control.found_tenant(uuid, text, text) from public;
grant execute on function control.entered_tenant(), control.open_door(bytea, text),
  control.found_tenant(uuid, text, text) to rowhouse_app;
grant execute on function control.worked_tenant() to rowhouse_worker;
revoke create on schema control from rowhouse_ops;
