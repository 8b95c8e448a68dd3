-- The ways a tenant is closed: suspended by the operator, deleted by an owner who may undo that for a while, and erased.

-- The status follows from what happened. A tenant may be suspended and deleted at once: when it is brought back, it is
-- suspended still.
alter table control.tenants
  add column suspended_since timestamptz,
  -- What its people are told.
  add column suspended_reason text check (length(suspended_reason) between 1 and 500),
  add column deleted_at timestamptz,
  -- Null: the operator.
  add column deleted_by uuid references control.users on delete set null,
  -- Until then its owners may bring it back, and from then on it is erased.
  add column purge_after timestamptz,
  add check (suspended_reason is null or suspended_since is not null),
  add check (deleted_by is null or deleted_at is not null),
  add check ((deleted_at is null) = (purge_after is null) and deleted_at <= purge_after);

-- As rowhouse_ops, who passes the walls, and without an event: nobody did anything.
set local role rowhouse_ops;
set local app.seeding = 'on';
update control.tenants set
  suspended_since = case status when 'suspended' then now() end,
  deleted_at = case status when 'deleted' then now() end,
  purge_after = case status when 'deleted' then now() + interval '30 days' end
where status <> 'active';
reset app.seeding;
reset role;

alter table control.tenants
  drop column status,
  add column status text not null generated always as (
    case when deleted_at is not null then 'deleted' when suspended_since is not null then 'suspended' else 'active' end
  ) stored;
create index tenants_purge_after on control.tenants (purge_after) where purge_after is not null;

-- What stays of a tenant: what was erased, how much of it, and when; not even its name. Made when erasing begins, from when
-- on there is no way back.
create table control.tombstones (
  -- The id the tenant had.
  id uuid primary key,
  slug text not null references control.slugs,
  deleted_at timestamptz not null,
  begun_at timestamptz not null default now(),
  -- Null until all is erased.
  purged_at timestamptz,
  -- Rows by table.
  erased jsonb not null default '{}' check (jsonb_typeof(erased) = 'object')
);
grant select, insert, update on control.tombstones to rowhouse_ops;

-- A slug belongs to a tenant or to what is left of one. Either way it is given to nobody else.
alter table control.slugs
  alter column tenant_id drop not null,
  add column tombstone_id uuid references control.tombstones,
  add check (num_nonnulls(tenant_id, tombstone_id) = 1);
create index slugs_tombstone_id on control.slugs (tombstone_id) where tombstone_id is not null;

-- Mails about what is in a tenant are erased with it.
alter table control.mails add column tenant_id uuid references control.tenants;
create index mails_tenant_id on control.mails (tenant_id) where tenant_id is not null;
alter table control.mails enable row level security;
alter table control.mails force row level security;
create policy person on control.mails for insert to rowhouse_app
  with check (tenant_id is null or tenant_id = (select control.entered_tenant()));
create policy person_only on control.mails as restrictive for insert to rowhouse_app
  with check (tenant_id is null or tenant_id = (select control.entered_tenant()));
create policy worker on control.mails for all to rowhouse_worker using (true) with check (true);

grant create on schema control to rowhouse_ops;

-- As before, and why a tenant is closed: to its members, of whom the guard lets nobody in but who may change that.
drop function control.open_door(bytea, text);
create function control.open_door(token_hash bytea, wanted_slug text)
  returns table (
    session_id uuid, session_last_seen_at timestamptz,
    user_id uuid, user_name text, user_email text, user_is_operator boolean,
    tenant_id uuid, tenant_slug text, tenant_name text, tenant_closure jsonb, tenant_plan text,
    tenant_plan_overrides jsonb, tenant_home text, tenant_door_hue smallint, tenant_version integer,
    membership_role text
  )
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select s.id, s.last_seen_at, u.id, u.name, u.email, u.is_operator,
        g.tenant_id, t.slug, t.name,
        case t.status
          when 'suspended' then jsonb_build_object('status', t.status, 'reason', t.suspended_reason)
          when 'deleted' then jsonb_build_object(
            'status', t.status, 'at', t.deleted_at, 'until', t.purge_after, 'isOver', t.purge_after <= now(),
            'by', (select d.name from control.users d where d.id = t.deleted_by))
        end,
        t.plan, t.plan_overrides, t.home, t.door_hue, t.version, m.role
      from control.sessions s
      join control.users u on u.id = s.user_id
      left join control.slugs g on g.slug = wanted_slug
      left join control.memberships m on m.tenant_id = g.tenant_id and m.user_id = u.id
      left join control.tenants t on t.id = m.tenant_id
      where s.token_hash = open_door.token_hash and s.expires_at > now();
  end
  $$;
alter function control.open_door(bytea, text) owner to rowhouse_ops;

-- As before, deleted tenants included.
drop function control.own_tenant(text);
create function control.own_tenant(wanted_slug text) returns table (id uuid, slug text, home text, is_deleted boolean)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select t.id, t.slug, t.home, t.status = 'deleted'
      from control.slugs g
      join control.memberships m on m.tenant_id = g.tenant_id and m.user_id = control.acting_user()
      join control.tenants t on t.id = g.tenant_id
      where g.slug = wanted_slug;
  end
  $$;
alter function control.own_tenant(text) owner to rowhouse_ops;

-- Brings a deleted tenant back for an owner, whom the wall lets in no more. False: it is too late, or there is nothing to
-- undo, or not for this person.
create function control.undo_deletion(tenant uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform from control.tenants t where t.id = tenant for no key update;
    update control.tenants t
      set deleted_at = null, deleted_by = null, purge_after = null, version = version + 1
      where t.id = tenant and t.purge_after > clock_timestamp()
        and not exists (select from control.tombstones s where s.id = tenant)
        and exists (
          select from control.memberships m
          where m.tenant_id = tenant and m.user_id = control.acting_user() and m.role = 'owner');
    return found;
  end
  $$;
alter function control.undo_deletion(uuid) owner to rowhouse_ops;

revoke all on function control.open_door(bytea, text), control.own_tenant(text), control.undo_deletion(uuid) from public;
grant execute on function control.open_door(bytea, text), control.own_tenant(text), control.undo_deletion(uuid)
  to rowhouse_app;
revoke create on schema control from rowhouse_ops;
