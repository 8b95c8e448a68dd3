-- So many tenants on the free plan may be a user's own: `freeTenantsOfOwner` in app/domain/plan/plans.ts; a test compares
-- the two.
create or replace function control.most_free_tenants() returns integer
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select 10 $$;
select rowhouse.own_function('control.most_free_tenants()', owner => 'rowhouse_ops');

-- Whether the user owns fewer free tenants than one may. Of many that come to one user at once, one after another
-- counts. A deleted tenant counts until it is erased, or an account could use up slugs without end.
create or replace function control.may_own_more_free(owner_id uuid) returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform control.lock_account(owner_id);
    return control.most_free_tenants() > (
      select count(*) from control.memberships_of(owner_id) m join control.tenants t on t.id = m.tenant_id
      where m.role = 'owner' and t.plan = 'free');
  end
  $$;
select rowhouse.own_function('control.may_own_more_free(uuid)', owner => 'rowhouse_ops');

-- As the check of control.slugs.
create or replace function control.require_slug(slug text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform control.require_fit(slug ~ '^[a-z0-9]([a-z0-9-]{1,38})[a-z0-9]$', 'a slug has 3 to 40 letters, digits and hyphens');
  end
  $$;
select rowhouse.own_function('control.require_slug(text)', owner => 'rowhouse_ops');

-- Makes the acting user the owner of a new tenant: the wall would refuse its first membership. As everywhere, control.slugs is
-- written first, so that requests can't deadlock. Returns `founded`, also if the user has founded it before with this id, or
-- why nothing was written: `id-taken`, `too-many-free`, or `slug-taken` if the slug was ever given out.
create or replace function control.found_tenant(new_id uuid, new_slug text, new_name text) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    acting constant uuid := control.acting_user();
  begin
    if acting is null then
      raise exception 'a tenant needs a founder' using errcode = 'insufficient_privilege';
    end if;
    perform control.require_slug(new_slug), control.require_fit(length(new_name) between 1 and 100, 'a name has 1 to 100 letters'),
      control.require_fit(new_id <> '00000000-0000-0000-0000-000000000000', 'a tenant has an id');
    -- One form, sent twice: the second waits here for the first.
    perform control.lock_account(acting);
    if exists (
      select from control.memberships_of(acting) m join control.tenants t on t.id = m.tenant_id
      where m.tenant_id = new_id and m.role = 'owner' and t.slug = new_slug) then
      return 'founded';
    end if;
    if exists (select from control.tenants t where t.id = new_id) or exists (select from control.tombstones s where s.id = new_id) then
      return 'id-taken';
    end if;
    if not control.may_own_more_free(acting) then
      return 'too-many-free';
    end if;
    with given as (
      insert into control.slugs (slug, tenant_id) values (new_slug, new_id) on conflict (slug) do nothing returning slug)
    insert into control.tenants (id, slug, name) select new_id, given.slug, new_name from given;
    if not found then
      return 'slug-taken';
    end if;
    insert into control.memberships (tenant_id, user_id, role) values (new_id, acting, 'owner');
    return 'founded';
  end
  $$;
select rowhouse.own_function('control.found_tenant(uuid, text, text)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Runs at commit and locks the tenant's row: of two owners who demote or remove each other at once, one finds
-- that they would be the last. It bypasses the policies: a user who has just left sees no memberships.
create or replace function control.keep_owner() returns trigger
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
select rowhouse.own_function('control.keep_owner()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- Of a new name that comes at the same time, one waits for the other: the user's row is locked.
create or replace function control.note_person() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    insert into control.people as p (tenant_id, user_id, name, email)
      select new.tenant_id, u.id, u.name, u.email from control.users u where u.id = new.user_id for share
      on conflict (tenant_id, user_id) do update set name = excluded.name, email = excluded.email;
    return null;
  end
  $$;
select rowhouse.own_function('control.note_person()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- Who has left a tenant is no longer told to it. Index: people_pkey.
create or replace function control.rename_person() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    update control.people p set name = new.name, email = new.email
      from control.memberships_of(new.id) m where p.tenant_id = m.tenant_id and p.user_id = new.id;
    return null;
  end
  $$;
select rowhouse.own_function('control.rename_person()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- For ever; one that the tenant had may be taken back. Of tenants that ask at once, one gets it. False: another tenant
-- has, or had, the slug, and nothing was written. Index: slugs_pkey.
create or replace function control.give_slug(tenant uuid, new_slug text) returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform control.require_slug(new_slug);
    insert into control.slugs (slug, tenant_id) values (new_slug, tenant) on conflict do nothing;
    return found or exists (select from control.slugs s where s.slug = new_slug and s.tenant_id = tenant);
  end
  $$;
select rowhouse.own_function('control.give_slug(uuid, text)', owner => 'rowhouse_ops');

-- By an owner of the entered tenant, and for it.
create or replace function control.take_slug(new_slug text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if control.acting_role() is distinct from 'owner' then
      raise exception 'only an owner takes a slug' using errcode = 'insufficient_privilege';
    end if;
    return control.give_slug(control.entered_tenant(), new_slug);
  end
  $$;
select rowhouse.own_function('control.take_slug(text)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- By which the entered tenant is found as well, the newest first. Indexes: tenants_pkey, slugs_tenant_id.
create or replace function control.former_slugs() returns setof text
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    return query
      select s.slug from control.tenants t join control.slugs s on s.tenant_id = t.id and s.slug <> t.slug
      where t.id = (select control.entered_tenant()) order by s.created_at desc limit 100;
  end
  $$;
select rowhouse.own_function('control.former_slugs()', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Of the entered tenant, as the statement finds it: policies compare a new slug with it.
create or replace function control.entered_slug() returns text
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  begin
    return (select t.slug from control.tenants t where t.id = (select control.entered_tenant()));
  end
  $$;
select rowhouse.own_function('control.entered_slug()', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- By an owner of the entered tenant, whom the wall lets in no longer. Its owners may bring it back for 30 days, which is
-- app/domain/tenant/deletion.ts's graceDays; a test compares the two.
create or replace function control.delete_own_tenant() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    acting constant uuid := control.acting_user();
    entered constant uuid := control.entered_tenant();
  begin
    if control.held_role(acting) is distinct from 'owner' then
      raise exception 'only an owner deletes a tenant' using errcode = 'insufficient_privilege';
    end if;
    update control.tenants t
      set deleted_at = now(), deleted_by = acting, purge_after = now() + interval '720 hours', version = t.version + 1
      where t.id = entered;
  end
  $$;
select rowhouse.own_function('control.delete_own_tenant()', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- For an owner, whom the wall no longer lets in. False: too late, not deleted, or the user is no owner.
create or replace function control.restore_own_tenant(tenant uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    acting constant uuid := control.acting_user();
  begin
    -- One after the other: nothing is looked up, nor locked, for whom it does not concern.
    if acting is null then
      return false;
    end if;
    if not exists (
      select from control.memberships m where m.tenant_id = tenant and m.user_id = acting and m.role = 'owner')
    then
      return false;
    end if;
    perform from control.tenants t where t.id = tenant for no key update;
    update control.tenants t
      set deleted_at = null, deleted_by = null, purge_after = null, version = version + 1
      where t.id = tenant and t.purge_after > clock_timestamp()
        and not exists (select from control.tombstones s where s.id = tenant)
        and exists (
          select from control.memberships m where m.tenant_id = tenant and m.user_id = acting and m.role = 'owner');
    return found;
  end
  $$;
select rowhouse.own_function('control.restore_own_tenant(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_app');
