-- The same rule as in app/domain/invitation/policy.ts; a test compares the two.
create or replace function control.may_grant(granter text, granted text) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select granter in ('owner', 'admin')
      and array_position(array['owner', 'admin', 'member', 'viewer'], granter)
        <= array_position(array['owner', 'admin', 'member', 'viewer'], granted)
  $$;
select rowhouse.own_function('control.may_grant(text, text)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- The invitation whose link it is, mailed or copied. A statement that joined by both hashes would expect many rows.
-- Indexes: invitations_mailed_hashes, invitations_link_hash_key.
create or replace function control.invitation_of_link(hash bytea) returns table (tenant_id uuid, id uuid, is_mailed boolean)
  language plpgsql stable rows 1 set search_path = pg_catalog, pg_temp
  as $$
  begin
    return query
      select i.tenant_id, i.id, i.mailed_hashes @> array[hash] from control.invitations i
      where i.mailed_hashes @> array[hash] or i.link_hash = hash;
  end
  $$;
select rowhouse.own_function('control.invitation_of_link(bytea)', owner => 'rowhouse_ops');

-- What a link's holder is shown; no row for an unknown link. Only members see the tenant's slug. Whether the
-- email has an account is shown only for the mailed link: its holder reads the mailbox.
-- Indexes: invitations_pkey, tenants_pkey, users_pkey, memberships_pkey, users_email_key.
create or replace function control.look_at_invitation(token text)
  returns table (
    state text, is_mailed boolean, email text, role text, inviter_name text, expires_at timestamptz,
    tenant_name text, tenant_slug text, is_accepted_by_viewer boolean, has_account boolean
  )
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    hash constant bytea := control.secret_hash(token);
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
        link.is_mailed, i.email, i.role, u.name, i.expires_at, t.name,
        case when viewer.user_id is not null and t.status <> 'deleted' then t.slug end,
        coalesce(i.accepted_by = (select control.acting_user()), false),
        case when link.is_mailed then exists (select from control.users a where a.email = i.email) end
      from control.invitation_of_link(hash) link
      join control.invitations i on i.tenant_id = link.tenant_id and i.id = link.id
      join control.tenants t on t.id = i.tenant_id
      join control.users u on u.id = i.invited_by
      left join control.memberships inviter on inviter.tenant_id = i.tenant_id and inviter.user_id = i.invited_by
      left join control.memberships viewer
        on viewer.tenant_id = i.tenant_id and viewer.user_id = (select control.acting_user());
  end
  $$;
select rowhouse.own_function('control.look_at_invitation(text)', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_door');

-- Lets the acting user in, once: of parallel calls, one finds the invitation open. The tenant's row is locked
-- first, as wherever seats and roles are decided on. The time is taken after that wait: an invitation that
-- expired meanwhile may have given its seat away. With `verified_only`, the copied link works for verified
-- emails only.
-- Returns `accepted`, `was-member`, or why not: `unknown`, `other-email`, `unverified`, or the invitation's
-- state.
create or replace function control.accept_invitation(token text, verified_only boolean) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    hash constant bytea := control.secret_hash(token);
    accepted control.invitations;
  begin
    perform from control.tenants t join control.invitation_of_link(hash) link on link.tenant_id = t.id for no key update of t;
    update control.invitations i
      set accepted_at = clock_timestamp(), accepted_by = acting.id
      from control.invitation_of_link(hash) link, control.tenants t, control.users acting, control.memberships inviter
      where i.tenant_id = link.tenant_id and i.id = link.id
        and i.accepted_at is null and i.revoked_at is null and i.expires_at > clock_timestamp()
        and t.id = i.tenant_id and t.status = 'active'
        and acting.id = (select control.acting_user()) and acting.email = i.email
        and (link.is_mailed or acting.email_verified_at is not null or not verified_only)
        and inviter.tenant_id = i.tenant_id and inviter.user_id = i.invited_by
        and control.may_grant(inviter.role, i.role)
      returning i.* into accepted;
    if not found then
      return coalesce((
        select case
          when seen.state <> 'open' then seen.state
          when acting.email is distinct from seen.email then 'other-email'
          else 'unverified'
        end
        from control.look_at_invitation(token) seen
        left join control.users acting on acting.id = (select control.acting_user())
      ), 'unknown');
    end if;
    update control.users u set email_verified_at = now()
      where accepted.mailed_hashes @> array[hash] and u.id = accepted.accepted_by and u.email = accepted.email
        and u.email_verified_at is null;
    insert into control.memberships (tenant_id, user_id, role)
      values (accepted.tenant_id, accepted.accepted_by, accepted.role) on conflict do nothing;
    return case when found then 'accepted' else 'was-member' end;
  end
  $$;
select rowhouse.own_function('control.accept_invitation(text, boolean)', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_door');

-- The invitations mailed within the hour: for the entered tenant, by the acting user in any tenant, and to
-- these emails from any inviter, if they are as many as a mailbox gets (app/domain/invitation/mail-quota.ts): fewer from
-- other tenants are no caller's business. Returns times, and nothing of a mail's content. A parallel call with the
-- same user or an email in common waits until this transaction ends, and so counts its mails. All calls lock
-- in one order, 51 locks at most, after the tenant's row, which the caller holds.
-- Indexes: mails_invitations_of_tenant, mails_invitations_of_user, mails_invitations_to_mailbox.
create or replace function control.invitations_mailed(emails text[])
  returns table (is_of_tenant boolean, is_of_user boolean, email text, seconds_ago double precision)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    tenant constant uuid := control.entered_tenant();
    inviter constant uuid := control.acting_user();
    key integer;
    moment timestamptz;
  begin
    if not control.may_manage('viewer') then
      raise exception 'only those who invite may ask' using errcode = 'insufficient_privilege';
    end if;
    if cardinality(emails) > 50 then
      raise exception 'these are too many emails' using errcode = 'program_limit_exceeded';
    end if;
    for key in
      select distinct hashtext(name) from unnest(emails || inviter::text) name order by 1
    loop
      perform pg_advisory_xact_lock(hashtext('rowhouse invitation mails'), key);
    end loop;
    moment := clock_timestamp();
    return query
      select
        coalesce(m.tenant_id = tenant, false), m.invited_by = inviter,
        case when m.to_email = any (emails) then m.to_email end,
        extract(epoch from moment - m.created_at)::double precision
      from control.mails m
      where m.invited_by is not null and m.created_at > moment - interval '1 hour'
        and (
          m.tenant_id = tenant or m.invited_by = inviter
          -- An array: only with one is each part of the `or` looked up in its index.
          or m.to_email = any (array(
            select received.to_email from control.mails received
            where received.invited_by is not null and received.created_at > moment - interval '1 hour'
              and received.to_email = any (emails)
            group by received.to_email having count(*) >= 5)));
  end
  $$;
select rowhouse.own_function('control.invitations_mailed(text[])', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Mails the invited email the other link, for the holder of the copied one, who may be any person: only the reader of
-- that mail is told whether the email has an account, and can make one. The invitation expires when it would have. Five of
-- these mails an hour go to a mailbox (app/domain/invitation/mail-quota.ts); they count for nobody else, or a link's holder
-- could use up what the mailbox gets from those who invite. Index: mails_other_links_to_mailbox.
-- `result`: `mailed`, `too-often`, `unknown`, or the invitation's state; `seconds_ago`: of the oldest of those five.
create or replace function control.mail_other_link(token text)
  returns table (result text, seconds_ago double precision)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    hash constant bytea := control.secret_hash(mail_other_link.token);
    new_token constant text := control.new_token();
    seen record;
    moment timestamptz;
  begin
    perform control.require_present();
    perform from control.tenants t join control.invitations i on i.tenant_id = t.id
      where i.link_hash = hash for no key update of t;
    select * into seen from control.look_at_invitation(mail_other_link.token);
    if not found or seen.is_mailed then
      return query select 'unknown', null::double precision;
      return;
    end if;
    if seen.state <> 'open' then
      return query select seen.state, null::double precision;
      return;
    end if;
    perform pg_advisory_xact_lock(hashtext('rowhouse invitation mails'), hashtext(seen.email));
    moment := clock_timestamp();
    return query
      select 'too-often', extract(epoch from moment - min(latest.created_at))::double precision
      from (
        select m.created_at from control.mails m
        where m.template = 'invitation' and m.invited_by is null and m.to_email = seen.email
          and m.created_at > moment - interval '1 hour'
        order by m.created_at desc limit 5
      ) latest
      having count(*) = 5;
    if found then
      return;
    end if;
    update control.invitations i set mailed_hashes = control.with_newest_hash(i.mailed_hashes, new_token)
      where i.link_hash = hash;
    insert into control.mails (id, tenant_id, to_email, template, fields, secrets)
      select gen_random_uuid(), i.tenant_id, i.email, 'invitation',
        control.invitation_words(i.tenant_id, i.id), jsonb_build_object('token', new_token)
      from control.invitations i where i.link_hash = hash;
    return query select 'mailed', null::double precision;
  end
  $$;
select rowhouse.own_function('control.mail_other_link(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Bounded: every look at the invitation reads the list.
create or replace function control.with_newest_hash(mailed_hashes bytea[], token text) returns bytea[]
  language sql immutable set search_path = pg_catalog, pg_temp
  as $$ select (array[control.secret_hash(token)] || mailed_hashes)[:20] $$;
select rowhouse.own_function('control.with_newest_hash(bytea[], text)', owner => 'rowhouse_ops');

-- What the mail says. Indexes: invitations_pkey, tenants_pkey, users_pkey.
create or replace function control.invitation_words(tenant uuid, invitation uuid) returns jsonb
  language sql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC'
  as $$
    select jsonb_build_object('inviterName', u.name, 'tenantName', t.name, 'role', i.role, 'until', i.expires_at)
    from control.invitations i
    join control.tenants t on t.id = i.tenant_id
    join control.users u on u.id = i.invited_by
    where i.tenant_id = tenant and i.id = invitation
  $$;
select rowhouse.own_function('control.invitation_words(uuid, uuid)', owner => 'rowhouse_ops');

-- Requests send an invitation again in the actor's own name alone, for a week, and never one that is over. A trigger
-- and no policy: who takes another's invitation back writes its row, too.
create or replace function control.hold_inviter() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if tg_op = 'UPDATE' then
      if old.revoked_at is not null or old.accepted_at is not null then
        raise exception 'this invitation is over' using errcode = 'insufficient_privilege';
      end if;
      if (new.invited_by, new.link_hash, new.link_key_id, new.sent_at, new.expires_at)
          is distinct from (old.invited_by, old.link_hash, old.link_key_id, old.sent_at, old.expires_at)
        and new.invited_by is distinct from control.acting_user()
      then
        raise exception 'an invitation is sent again in one''s own name' using errcode = 'insufficient_privilege';
      end if;
    end if;
    if new.expires_at > clock_timestamp() + interval '168 hours' or new.sent_at > clock_timestamp() then
      raise exception 'an invitation is sent now, and good for a week' using errcode = 'insufficient_privilege';
    end if;
    return new;
  end
  $$;
select rowhouse.own_function('control.hold_inviter()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');
