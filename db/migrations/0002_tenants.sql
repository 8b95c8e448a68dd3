create table control.tenants (
  -- Indexes are made for all tenants but this one: see memberships_user_id.
  id uuid primary key check (id <> '00000000-0000-0000-0000-000000000000'),
  slug text not null,
  name text not null check (length(name) between 1 and 100),
  -- A tenant may be suspended and deleted at once. When it is brought back, it is still suspended.
  status text not null generated always as (
    case when deleted_at is not null then 'deleted' when suspended_since is not null then 'suspended' else 'active' end
  ) stored,
  suspended_since timestamptz,
  -- Shown to its members.
  suspended_reason text check (length(suspended_reason) between 1 and 500),
  deleted_at timestamptz,
  -- Null: the operator.
  deleted_by uuid references control.users on delete set null,
  -- Until then its owners may bring it back; from then on it is erased.
  purge_after timestamptz,
  plan text not null default 'free' check (plan in ('free', 'starter', 'pro', 'enterprise')),
  plan_overrides jsonb not null default '{}' check (jsonb_typeof(plan_overrides) = 'object'),
  home text not null default 'shared' check (home in ('shared')),
  hue smallint check (hue between 0 and 11),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  check (suspended_reason is null or suspended_since is not null),
  check (deleted_by is null or deleted_at is not null),
  check ((deleted_at is null) = (purge_after is null) and deleted_at <= purge_after)
);
create index tenants_created_at on control.tenants (created_at desc, id desc);
create index tenants_purge_after on control.tenants (purge_after, id) where purge_after is not null;

-- Every slug ever given out. It stays with its tenant or its tombstone, and never goes to another tenant.
create table control.slugs (
  slug text primary key check (slug ~ '^[a-z0-9]([a-z0-9-]{1,38})[a-z0-9]$'),
  tenant_id uuid references control.tenants,
  tombstone_id uuid,
  created_at timestamptz not null default now(),
  check (num_nonnulls(tenant_id, tombstone_id) = 1),
  unique (slug, tenant_id)
);
create index slugs_tenant_id on control.slugs (tenant_id);
create index slugs_tombstone_id on control.slugs (tombstone_id) where tombstone_id is not null;
alter table control.tenants
  add constraint tenants_slug_given_out foreign key (slug, id) references control.slugs (slug, tenant_id)
  deferrable initially deferred;

-- What stays of an erased tenant; not even its name. Made when erasing begins, which can't be undone.
create table control.tombstones (
  -- The tenant's id.
  id uuid primary key,
  slug text not null references control.slugs,
  deleted_at timestamptz not null,
  begun_at timestamptz not null default now(),
  -- Null until all is erased.
  purged_at timestamptz,
  -- Rows by table.
  erased jsonb not null default '{}' check (jsonb_typeof(erased) = 'object')
);
alter table control.slugs add foreign key (tombstone_id) references control.tombstones;

create table control.memberships (
  tenant_id uuid not null references control.tenants,
  user_id uuid not null references control.users,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id)
);
-- Of all tenants, and for functions and the operator alone: no request may speak of tenant_id, so none can say what the index
-- asks for (docs/decisions/0027). Every tenant fits. See control.memberships_of.
create index memberships_user_id on control.memberships (user_id, tenant_id)
  where tenant_id <> '00000000-0000-0000-0000-000000000000';

-- The people of a tenant: its members, as they are called now, and who was a member, as they were called when they left,
-- because their names stay beside what they did. Triggers write it.
create table control.people (
  tenant_id uuid not null references control.tenants,
  user_id uuid not null references control.users,
  name text not null,
  email text not null,
  primary key (tenant_id, user_id)
);

create table control.switches (
  tenant_id uuid not null references control.tenants,
  id uuid not null,
  user_id uuid not null references control.users,
  switched_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index switches_by_user on control.switches (user_id, switched_at desc, id desc);

-- Each invitation has two links. Only their hashes are kept.
create table control.invitations (
  tenant_id uuid not null references control.tenants,
  id uuid not null,
  email text not null check (email = lower(email) and length(email) between 3 and 254),
  role text not null check (role in ('admin', 'member', 'viewer')),
  -- Of the mailed links, the newest 20: their holders read the mailbox. A new mail takes no earlier one's link away,
  -- because its reader may be filling in a form.
  mailed_hashes bytea[] not null default '{}',
  -- Of the copied link. It proves nothing about the mailbox: the inviter could open it, too.
  link_hash bytea not null unique,
  -- Which key the copied link follows from: with another key it can't be shown any more.
  link_key_id text not null default '' check (length(link_key_id) <= 100),
  invited_by uuid not null references control.users,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references control.users,
  revoked_at timestamptz,
  primary key (tenant_id, id),
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or revoked_at is null)
);
create index invitations_mailed_hashes on control.invitations using gin (mailed_hashes) with (fastupdate = off);
-- An expired invitation doesn't count, but blocks another until it is revoked.
create unique index invitations_pending on control.invitations (tenant_id, email)
  where accepted_at is null and revoked_at is null;

-- Slugs of all tenants are in one index, and switches of one user: requests reach them by functions alone.
select control.raise_wall('control.slugs', is_shown => false);
select control.raise_wall('control.switches', is_shown => false);
select control.raise_wall('control.invitations');
select control.raise_wall('control.people');
revoke all on control.people from rowhouse_worker;
revoke insert, update, delete on entered.people from rowhouse_app;

-- Roles are given and taken by functions alone (db/functions/membership.sql).
select control.raise_wall('control.memberships');
revoke insert, update, delete on control.memberships from rowhouse_worker;
revoke insert, update, delete on entered.memberships from rowhouse_app;

-- Who may invite is asked here, too. The hashes of links are written and never read.
create policy who_grants on control.invitations as restrictive for insert to rowhouse_owner
  with check (invited_by = (select control.acting_user()) and control.may_grant((select control.acting_role()), role));
create policy who_grants_again on control.invitations as restrictive for update to rowhouse_owner
  using (control.may_grant((select control.acting_role()), role))
  with check (control.may_grant((select control.acting_role()), role));
create trigger hold_inviter before insert or update on control.invitations
  for each row when (session_user in ('rowhouse_app', 'rowhouse_door') and current_user <> 'rowhouse_ops')
  execute function control.hold_inviter();
revoke all on control.invitations from rowhouse_worker;
revoke all on entered.invitations from rowhouse_app;
grant select (
    tenant_key, id, email, role, link_key_id, invited_by, created_at, sent_at, expires_at, accepted_at, accepted_by, revoked_at),
  insert (tenant_id, id, email, role, link_hash, link_key_id, invited_by, expires_at),
  update (link_hash, link_key_id, invited_by, sent_at, expires_at, revoked_at)
  on entered.invitations to rowhouse_app;

-- Of the entered tenant its admins change name and hue, its owners the slug; the rest is changed by functions. `using` lets
-- each member lock the row.
select control.raise_wall('control.tenants', tenant_column => 'id');
create policy who_sets on control.tenants as restrictive for update to rowhouse_owner
  using (true)
  with check (
    (select control.acting_role()) = 'owner'
    or (select control.acting_role()) = 'admin' and slug = (select control.entered_slug())
  );
revoke all on control.tenants from rowhouse_worker;
revoke all on entered.tenants from rowhouse_app;
grant select (tenant_key, slug, name, plan, plan_overrides, hue, version, status),
  update (name, slug, hue, version)
  on entered.tenants to rowhouse_app;
grant select on control.tenants to rowhouse_worker;
grant select, insert, update on control.tombstones to rowhouse_ops;

-- Only the purge of a whole tenant takes its owners away: it runs as rowhouse_ops, and never in a session of a role that
-- serves people. PostgreSQL runs deferred triggers on a row in the order of their names: this one locks the
-- tenant's row before `write_audit` locks the end of its chain, as every change does.
create constraint trigger keep_owner after update or delete on control.memberships deferrable initially deferred
  for each row when (
    old.role = 'owner' and (
      session_user in ('rowhouse_app', 'rowhouse_door') or current_user <> 'rowhouse_ops'
      or current_setting('app.purging', true) is distinct from old.tenant_id::text
    )
  )
  execute function control.keep_owner();
create trigger note_person after insert on control.memberships for each row execute function control.note_person();
create trigger rename_person after update on control.users
  for each row when ((old.name, old.email) is distinct from (new.name, new.email))
  execute function control.rename_person();
