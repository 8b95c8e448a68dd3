-- Whether people read the mail of the address they sign in with, and how they come to another one.

-- When it was proved; null: not yet.
alter table control.users add email_verified_at timestamptz;

-- Links that prove an address. One is open for each account at most: asking again makes the one before worthless.
create table control.address_verifications (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  -- The address it was mailed to: of no use once the account has another.
  email text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index address_verifications_user_id on control.address_verifications (user_id);
create index address_verifications_expires_at on control.address_verifications (expires_at);

-- Changes of address. Both addresses have to confirm: the old one so that nobody takes an account away from its owner,
-- the new one so that nobody's account comes to a mailbox that isn't theirs.
create table control.address_changes (
  id uuid primary key,
  user_id uuid not null references control.users on delete cascade,
  old_email text not null,
  new_email text not null check (new_email = lower(new_email) and length(new_email) between 3 and 254),
  old_token_hash bytea not null unique,
  new_token_hash bytea not null unique,
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- When it was done, called off or put another in its place.
  ended_at timestamptz
);
create unique index address_changes_open on control.address_changes (user_id) where ended_at is null;
create index address_changes_expires_at on control.address_changes (expires_at);

grant select, insert, update, delete on control.address_verifications, control.address_changes
  to rowhouse_app, rowhouse_worker, rowhouse_ops;
