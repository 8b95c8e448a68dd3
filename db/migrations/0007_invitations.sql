-- Invitations: who may join a tenant, and as what. Each has two links, and of both only the hash is kept.

create table control.invitations (
  tenant_id uuid not null references control.tenants,
  id uuid not null,
  email text not null check (email = lower(email) and length(email) between 3 and 254),
  role text not null check (role in ('admin', 'member', 'viewer')),
  -- The mailed link's. Whoever has it reads the mailbox. Made anew whenever the mail is sent again.
  token_hash bytea not null unique,
  -- That of the link people copy. It proves nothing of the mailbox: whoever invites could open it, too.
  link_hash bytea not null unique,
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
-- One that has expired counts no more, and stays in the way of another until it is revoked.
create unique index invitations_pending on control.invitations (tenant_id, email)
  where accepted_at is null and revoked_at is null;

select control.raise_wall('control.invitations');
select control.keep_audit('control.invitations', 'invitation', 'email');
