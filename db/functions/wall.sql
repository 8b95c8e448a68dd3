-- What the policies ask. These functions check the membership themselves, and need not trust the application.

create or replace function control.acting_user() returns uuid
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
select rowhouse.own_function('control.acting_user()', owner => 'rowhouse_owner', callers => 'rowhouse_app, rowhouse_ops');

-- The tenant in app.tenant_id, if the user in app.user_id belongs to it; otherwise null. Policies call it in
-- a sub-select, so that it runs once per statement, not once per row. It is security definer because it has
-- to read memberships past their own policies.
create or replace function control.entered_tenant() returns uuid
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
select rowhouse.own_function('control.entered_tenant()', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_owner');

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

-- For every table with a tenant_id; the catalog test finds those without. The restrictive policies keep a
-- second permissive one, added by mistake, from widening access.
create or replace function control.raise_wall(target regclass) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    member constant text := 'tenant_id = (select control.entered_tenant())';
    worker constant text := 'tenant_id = (select control.worked_tenant())';
  begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy app on %s for all to rowhouse_app using (%s) with check (%s)', target, member, member);
    execute format('create policy app_only on %s as restrictive for all to rowhouse_app using (%s) with check (%s)', target, member, member);
    execute format('create policy worker on %s for all to rowhouse_worker using (%s) with check (%s)', target, worker, worker);
    execute format('create policy worker_only on %s as restrictive for all to rowhouse_worker using (%s) with check (%s)', target, worker, worker);
    execute format('grant select, insert, update, delete on %s to rowhouse_app, rowhouse_worker, rowhouse_ops', target);
  end
  $$;
select rowhouse.own_function('control.raise_wall(regclass)', owner => 'rowhouse_owner');
