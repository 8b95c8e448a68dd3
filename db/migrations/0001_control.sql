-- The control plane: people, sessions, tenants and who belongs where.

revoke all on schema public from public;
grant usage on schema control, tenant to rowhouse_app, rowhouse_worker, rowhouse_ops;

create table control.users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) between 3 and 254),
  name text not null check (length(name) between 1 and 100),
  password_hash text not null,
  is_operator boolean not null default false,
  created_at timestamptz not null default now()
);
create index users_created_at on control.users (created_at desc, id desc);

create table control.sessions (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  token_hash bytea not null unique,
  user_agent text not null default '' check (length(user_agent) <= 400),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user_id on control.sessions (user_id);
create index sessions_expires_at on control.sessions (expires_at);

create table control.password_resets (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_user_id on control.password_resets (user_id);
create index password_resets_expires_at on control.password_resets (expires_at);

create table control.mails (
  id uuid primary key,
  to_address text not null,
  subject text not null,
  body_text text not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index mails_created_at on control.mails (created_at desc, id desc);

create table control.tenants (
  id uuid primary key,
  slug text not null unique,
  name text not null check (length(name) between 1 and 100),
  status text not null default 'active' check (status in ('active', 'suspended', 'deleted')),
  plan text not null default 'free' check (plan in ('free', 'starter', 'pro', 'enterprise')),
  plan_overrides jsonb not null default '{}' check (jsonb_typeof(plan_overrides) = 'object'),
  home text not null default 'shared' check (home in ('shared')),
  door_hue smallint check (door_hue between 0 and 11),
  version integer not null default 1,
  created_at timestamptz not null default now()
);
create index tenants_created_at on control.tenants (created_at desc, id desc);

-- Every slug that was ever given out, for good: a freed slug leads to its old tenant or nowhere, never to another one.
create table control.slugs (
  slug text primary key check (slug ~ '^[a-z0-9]([a-z0-9-]{1,38})[a-z0-9]$'),
  tenant_id uuid not null references control.tenants,
  created_at timestamptz not null default now()
);
create index slugs_tenant_id on control.slugs (tenant_id);
alter table control.tenants
  add constraint tenants_slug_given_out foreign key (slug) references control.slugs deferrable initially deferred;

create table control.memberships (
  tenant_id uuid not null references control.tenants,
  user_id uuid not null references control.users,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id)
);
create index memberships_user_id on control.memberships (user_id);

-- Which tenant a person went to, and when: written by the switcher.
create table control.switches (
  tenant_id uuid not null references control.tenants,
  id uuid not null,
  user_id uuid not null references control.users,
  switched_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index switches_by_person on control.switches (tenant_id, user_id, switched_at desc);

grant select, insert, update, delete
  on all tables in schema control to rowhouse_app, rowhouse_worker, rowhouse_ops;
-- Mails carry links that let people in. Whoever serves requests writes them and never reads them.
revoke select, update, delete on control.mails from rowhouse_app;
