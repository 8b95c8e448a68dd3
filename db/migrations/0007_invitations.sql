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

-- Whether somebody in one role may bring people in with another: app/domain/invitation/policy.ts says the same, and a test
-- holds the two together.
create function control.may_grant(granter text, granted text) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select granter in ('owner', 'admin')
      and array_position(array['owner', 'admin', 'member', 'viewer'], granter)
        <= array_position(array['owner', 'admin', 'member', 'viewer'], granted)
  $$;

grant create on schema control to rowhouse_ops;

-- What the holder of a link is shown, who belongs nowhere yet; no row for a link that never was. The tenant's address is
-- told to its members alone, and whether the invited address has an account to whoever proves that they read its mail.
-- Indexes: invitations_token_hash_key, invitations_link_hash_key.
create function control.look_at_invitation(hash bytea)
  returns table (
    state text, is_mailed boolean, email text, role text, inviter_name text, expires_at timestamptz,
    tenant_name text, tenant_slug text, is_accepted_by_viewer boolean, has_account boolean
  )
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select
        case
          when t.status = 'deleted' then 'deleted'
          when i.accepted_at is not null then 'used'
          when i.revoked_at is not null then 'revoked'
          when i.expires_at <= clock_timestamp() then 'expired'
          when not coalesce(control.may_grant(inviter.role, i.role), false) then 'withdrawn'
          when t.status <> 'active' then 'suspended'
          else 'open'
        end,
        i.token_hash = hash, i.email, i.role, u.name, i.expires_at, t.name,
        case when viewer.user_id is not null and t.status <> 'deleted' then t.slug end,
        coalesce(i.accepted_by = control.acting_user(), false),
        case when i.token_hash = hash then exists (select from control.users a where a.email = i.email) end
      from control.invitations i
      join control.tenants t on t.id = i.tenant_id
      join control.users u on u.id = i.invited_by
      left join control.memberships inviter on inviter.tenant_id = i.tenant_id and inviter.user_id = i.invited_by
      left join control.memberships viewer on viewer.tenant_id = i.tenant_id and viewer.user_id = control.acting_user()
      where i.token_hash = hash or i.link_hash = hash;
  end
  $$;
alter function control.look_at_invitation(bytea) owner to rowhouse_ops;

-- Lets the acting person in by a link, once: of many at once, one finds the invitation open. The tenant's row comes
-- first, as wherever seats and roles are decided on, and the time is the time after waiting for it: an invitation that
-- ran out meanwhile may have given its seat away. With `verified_only`, the copied link is for verified addresses.
-- Answers `accepted`, `was-member`, or why not: `unknown`, `other-address`, `unverified`, or the state of the invitation.
create function control.accept_invitation(hash bytea, verified_only boolean) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    accepted control.invitations;
  begin
    perform from control.tenants t join control.invitations i on i.tenant_id = t.id
      where i.token_hash = hash or i.link_hash = hash for no key update of t;
    update control.invitations i
      set accepted_at = clock_timestamp(), accepted_by = person.id
      from control.tenants t, control.users person, control.memberships inviter
      where (i.token_hash = hash or i.link_hash = hash)
        and i.accepted_at is null and i.revoked_at is null and i.expires_at > clock_timestamp()
        and t.id = i.tenant_id and t.status = 'active'
        and person.id = control.acting_user() and person.email = i.email
        and (i.token_hash = hash or person.email_verified_at is not null or not verified_only)
        and inviter.tenant_id = i.tenant_id and inviter.user_id = i.invited_by
        and control.may_grant(inviter.role, i.role)
      returning i.* into accepted;
    if not found then
      return coalesce((
        select case
          when seen.state <> 'open' then seen.state
          when person.email is distinct from seen.email then 'other-address'
          else 'unverified'
        end
        from control.look_at_invitation(hash) seen
        left join control.users person on person.id = control.acting_user()
      ), 'unknown');
    end if;
    update control.users u set email_verified_at = now()
      where accepted.token_hash = hash and u.id = accepted.accepted_by and u.email = accepted.email
        and u.email_verified_at is null;
    insert into control.memberships (tenant_id, user_id, role)
      values (accepted.tenant_id, accepted.accepted_by, accepted.role) on conflict do nothing;
    return case when found then 'accepted' else 'was-member' end;
  end
  $$;
alter function control.accept_invitation(bytea, boolean) owner to rowhouse_ops;

revoke all on function control.look_at_invitation(bytea), control.accept_invitation(bytea, boolean) from public;
grant execute on function control.look_at_invitation(bytea), control.accept_invitation(bytea, boolean) to rowhouse_app;
revoke create on schema control from rowhouse_ops;
