-- Whose session is this, which tenant has this slug (today's or an old one), and does the user belong to it?
-- Without a session there is no row. Without a membership only the tenant's id is returned, and that to the
-- door alone. Members are told why a tenant is closed.
create or replace function control.open_door(session text, wanted_slug text)
  returns table (
    session_id uuid, user_id uuid, user_name text, user_email text, user_is_operator boolean,
    tenant_id uuid, tenant_slug text, tenant_name text, tenant_closure jsonb, tenant_plan text,
    tenant_plan_overrides jsonb, tenant_home text, tenant_hue smallint, tenant_version integer,
    membership_role text
  )
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    session_hash constant bytea := sha256(convert_to(session, 'UTF8'));
    live record;
  begin
    -- Before anything is looked up by the slug.
    select s.id, s.user_id into live from control.sessions s
      where s.token_hash = session_hash and s.expires_at > statement_timestamp();
    if not found then
      return;
    end if;
    return query
      select live.id, u.id, u.name, u.email, u.is_operator,
        t.id, t.slug, t.name,
        case t.status
          when 'suspended' then jsonb_build_object('status', t.status, 'reason', t.suspended_reason)
          when 'deleted' then jsonb_build_object(
            'status', t.status, 'at', t.deleted_at, 'until', t.purge_after, 'isOver', t.purge_after <= now(),
            'by', (select d.name from control.users d where d.id = t.deleted_by))
        end,
        t.plan, t.plan_overrides, t.home, t.hue, t.version, m.role
      from control.users u
      left join control.slugs g on g.slug = wanted_slug
      left join control.memberships m on m.tenant_id = g.tenant_id and m.user_id = u.id
      left join control.tenants t on t.id = m.tenant_id
      where u.id = live.user_id;
  end
  $$;
select rowhouse.own_function('control.open_door(text, text)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- The acting user's tenant that has or had this slug, even if it is deleted. Slugs can't be read before a
-- tenant is entered. Indexes: slugs_pkey, memberships_pkey, tenants_pkey.
create or replace function control.own_tenant(wanted_slug text)
  returns table (id uuid, slug text, home text, is_deleted boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    acting constant uuid := control.acting_user();
    own uuid;
  begin
    if acting is null then
      return;
    end if;
    select m.tenant_id into own
      from control.slugs g join control.memberships m on m.tenant_id = g.tenant_id and m.user_id = acting
      where g.slug = wanted_slug;
    return query select t.id, t.slug, t.home, t.status = 'deleted' from control.tenants t where t.id = own;
  end
  $$;
select rowhouse.own_function('control.own_tenant(text)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- The acting user's tenants, by name; the deleted ones are own_deleted_tenants. Indexes: memberships_user_id, tenants_pkey.
create or replace function control.own_tenants()
  returns table (id uuid, slug text, name text, hue smallint, status text, role text)
  language plpgsql stable security definer rows 20 set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    acting constant uuid := control.acting_user();
  begin
    return query
      select t.id, t.slug, t.name, t.hue, t.status, m.role
      from control.memberships_of(acting) m join control.tenants t on t.id = m.tenant_id
      where t.status <> 'deleted'
      order by lower(t.name), t.slug limit 200;
  end
  $$;
select rowhouse.own_function('control.own_tenants()', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Those that the acting user may bring back, the most pressing first. Indexes: memberships_user_id, tenants_pkey.
create or replace function control.own_deleted_tenants()
  returns table (id uuid, slug text, name text, hue smallint, purge_after timestamptz)
  language plpgsql stable security definer rows 20 set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    acting constant uuid := control.acting_user();
  begin
    return query
      select t.id, t.slug, t.name, t.hue, t.purge_after
      from control.memberships_of(acting) m join control.tenants t on t.id = m.tenant_id
      where m.role = 'owner' and t.purge_after > now()
      order by t.purge_after, t.slug limit 200;
  end
  $$;
select rowhouse.own_function('control.own_deleted_tenants()', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Of a tenant that the acting user belongs to, also a deleted one. Indexes: tenants_pkey, memberships_pkey.
create or replace function control.own_tenant_state(tenant uuid) returns table (status text, home text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    acting constant uuid := control.acting_user();
  begin
    perform from control.memberships m where m.tenant_id = own_tenant_state.tenant and m.user_id = acting;
    if found then
      return query select t.status, t.home from control.tenants t where t.id = own_tenant_state.tenant;
    end if;
  end
  $$;
select rowhouse.own_function('control.own_tenant_state(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_app');
