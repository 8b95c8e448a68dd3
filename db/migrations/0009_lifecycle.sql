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
