-- Accounts, their sessions, and the links that prove something about an account. They belong to no tenant.

create table control.users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) between 3 and 254),
  -- Null until the user has proved that they read its mail.
  email_verified_at timestamptz,
  name text not null check (length(name) between 1 and 100),
  password_hash text not null check (length(password_hash) <= 200),
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
  expires_at timestamptz not null,
  -- However much it is used.
  ends_at timestamptz not null default now() + interval '180 days',
  check (expires_at <= ends_at)
);
create index sessions_user_id on control.sessions (user_id);
create index sessions_expires_at on control.sessions (expires_at);

-- Where the sessions of an account began, of late.
create table control.known_networks (
  user_id uuid not null references control.users on delete cascade,
  -- As `networkOf` writes it (app/base/client-key.ts).
  network text not null check (length(network) <= 50),
  seen_at timestamptz not null default now(),
  primary key (user_id, network)
);
create index known_networks_seen_at on control.known_networks (seen_at);

create table control.password_resets (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  token_hash bytea not null unique,
  -- Whether it was asked for in a network that the account knows; null if the operator made it.
  is_from_known_network boolean,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_user_id on control.password_resets (user_id);
create index password_resets_expires_at on control.password_resets (expires_at);

-- An account has one open link at most: a new one makes the one before worthless.
create table control.email_verifications (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  -- Where the link was mailed. It is worthless once the account has another email.
  email text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index email_verifications_user_id on control.email_verifications (user_id);
create index email_verifications_expires_at on control.email_verifications (expires_at);

-- Both emails have to be verified: the old one so that an account can't be taken from its owner, the new one so
-- that an account can't come to another user's mailbox.
create table control.email_changes (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  old_email text not null,
  new_email text not null check (new_email = lower(new_email) and length(new_email) between 3 and 254),
  old_token_hash bytea not null unique,
  new_token_hash bytea not null unique,
  old_verified_at timestamptz,
  new_verified_at timestamptz,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- When it was done, called off or replaced.
  ended_at timestamptz
);
create unique index email_changes_open on control.email_changes (user_id) where ended_at is null;
create index email_changes_expires_at on control.email_changes (expires_at);

-- No role that serves people reaches these tables: functions answer for a session, a password or a link, and a tenant
-- knows its people by control.people.
alter table control.users enable row level security;
alter table control.users force row level security;
grant select, insert, update, delete
  on control.users, control.sessions, control.known_networks, control.password_resets, control.email_verifications,
    control.email_changes
  to rowhouse_ops;
