-- What must stay true of a tenant while its people and its address change: it has an owner, and its people find it.

grant create on schema control to rowhouse_ops;

-- A tenant keeps an owner. Asked at commit, of what is left then, and with the tenant's row held: of two owners who demote
-- or remove each other at the same instant, one finds that they would be the last. It reads memberships past their
-- policies: somebody who has just left sees none any more.
create function control.keep_owner() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform from control.tenants t where t.id = old.tenant_id for no key update;
    if found and not exists (select from control.memberships m where m.tenant_id = old.tenant_id and m.role = 'owner') then
      raise exception 'a tenant needs an owner'
        using errcode = 'check_violation', schema = 'control', table = 'memberships', constraint = 'keep_owner';
    end if;
    return null;
  end
  $$;
alter function control.keep_owner() owner to rowhouse_ops;

-- The purge of a whole tenant, done as rowhouse_ops and never by those who serve requests, takes its owners with it. Of
-- deferred triggers on one row the first by name runs first: this one takes the tenant's row before `write_audit` takes
-- the end of its chain, as every change does.
create constraint trigger keep_owner after update or delete on control.memberships deferrable initially deferred
  for each row when (
    old.role = 'owner' and (
      session_user = 'rowhouse_app' or current_user <> 'rowhouse_ops'
      or current_setting('app.purging', true) is distinct from old.tenant_id::text
    )
  )
  execute function control.keep_owner();

-- The tenant of the acting person's that has or had this slug. Slugs are out of reach until a tenant is entered, and an
-- old one must be known to enter it. Indexes: slugs_pkey, the memberships' and the tenants' keys.
create function control.own_tenant(wanted_slug text) returns table (id uuid, slug text, home text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select t.id, t.slug, t.home
      from control.slugs g
      join control.memberships m on m.tenant_id = g.tenant_id and m.user_id = control.acting_user()
      join control.tenants t on t.id = g.tenant_id and t.status <> 'deleted'
      where g.slug = wanted_slug;
  end
  $$;
alter function control.own_tenant(text) owner to rowhouse_ops;

-- As it was, but for the order: whoever gives a slug to a tenant takes it in control.slugs first and in control.tenants
-- then. A tenant that begins with a slug and one that moves to it would otherwise wait for each other.
create or replace function control.found_tenant(new_id uuid, new_slug text, new_name text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if control.acting_user() is null then
      raise exception 'a tenant needs a founder' using errcode = 'insufficient_privilege';
    end if;
    with given as (insert into control.slugs (slug, tenant_id) values (new_slug, new_id) returning slug)
    insert into control.tenants (id, slug, name) select new_id, given.slug, new_name from given;
    insert into control.memberships (tenant_id, user_id, role) values (new_id, control.acting_user(), 'owner');
  end
  $$;

revoke create on schema control from rowhouse_ops;
revoke all on function control.keep_owner(), control.own_tenant(text) from public;
grant execute on function control.keep_owner() to rowhouse_owner;
grant execute on function control.own_tenant(text) to rowhouse_app;
