-- An account's email: verifying it, and moving to another. For the role rowhouse_door, as account.sql.

create or replace function control.email_link_lifetime() returns interval
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select interval '24 hours' $$;
select rowhouse.own_function('control.email_link_lifetime()', owner => 'rowhouse_ops');

create or replace function control.is_own_email_verified() returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select coalesce((
      select u.email_verified_at is not null from control.users u where u.id = (select control.acting_user())), false)
  $$;
select rowhouse.own_function(
  'control.is_own_email_verified()', owner => 'rowhouse_ops', callers => 'rowhouse_door, rowhouse_app');

-- Mails the acting user a link; one that was mailed before stops working. `invitation`: the token of an invitation to
-- which the link leads on.
create or replace function control.mail_verification(invitation text default null) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    account constant uuid := control.acting_user();
    token constant text := control.new_token();
    mailbox text;
  begin
    perform control.lock_account(account);
    delete from control.email_verifications v where v.user_id = account and v.used_at is null;
    insert into control.email_verifications (id, user_id, email, token_hash, expires_at)
      select gen_random_uuid(), u.id, u.email, control.secret_hash(token), now() + control.email_link_lifetime()
      from control.users u where u.id = account
      returning email into strict mailbox;
    perform control.write_account_mail(
      gen_random_uuid(), 'verify-email', mailbox,
      jsonb_strip_nulls(jsonb_build_object('token', token, 'invitation', invitation)));
  end
  $$;
select rowhouse.own_function('control.mail_verification(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- The acting user's open change; no row without one. Index: email_changes_open.
create or replace function control.own_email_change()
  returns table (
    id uuid, old_email text, new_email text, is_old_verified boolean, is_new_verified boolean, expires_at timestamptz
  )
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select c.id, c.old_email, c.new_email, c.old_verified_at is not null, c.new_verified_at is not null, c.expires_at
      from control.email_changes c
      where c.user_id = (select control.acting_user()) and c.ended_at is null and c.expires_at > now();
  end
  $$;
select rowhouse.own_function('control.own_email_change()', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.end_email_change(account uuid) returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    update control.email_changes c set ended_at = now() where c.user_id = account and c.ended_at is null;
    return found;
  end
  $$;
select rowhouse.own_function('control.end_email_change(uuid)', owner => 'rowhouse_ops');

create or replace function control.call_off_email_change() returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    account constant uuid := control.acting_user();
  begin
    perform control.lock_account(account);
    return control.end_email_change(account);
  end
  $$;
select rowhouse.own_function('control.call_off_email_change()', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Mails both emails a link; replaces a change that is open. If another account has the new email, its owner is told
-- and gets no link: the one who asks sees no difference. False if the tag isn't the password's.
create or replace function control.ask_email_change(tag bytea, wanted text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    account constant uuid := control.acting_user();
    leave_token constant text := control.new_token();
    take_token constant text := control.new_token();
    mailbox text;
  begin
    perform control.lock_account(account);
    if not control.proves_own_password(tag) then
      return false;
    end if;
    perform control.require_fit(control.is_email(wanted), 'this is no email in its normal form');
    perform control.end_email_change(account);
    insert into control.email_changes (id, user_id, old_email, new_email, old_token_hash, new_token_hash, expires_at)
      select gen_random_uuid(), u.id, u.email, wanted, control.secret_hash(leave_token), control.secret_hash(take_token),
        now() + control.email_link_lifetime()
      from control.users u where u.id = account
      returning old_email into strict mailbox;
    perform control.write_account_mail(
      gen_random_uuid(), 'leave-email', mailbox, jsonb_build_object('newEmail', wanted, 'token', leave_token));
    if exists (select from control.users u where u.email = wanted) then
      perform control.write_account_mail(gen_random_uuid(), 'email-in-use', wanted, '{}');
    else
      perform control.write_account_mail(gen_random_uuid(), 'take-email', wanted, jsonb_build_object('token', take_token));
    end if;
    return true;
  end
  $$;
select rowhouse.own_function(
  'control.ask_email_change(bytea, text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- What the holder of a link is shown; no row for an unknown one. `purpose`: to `verify` the email, to move an account
-- away from it (`leave`) or to it (`take`). `state`: `open`, `verified`, `waits-for-other`, `changed` or `gone`.
-- Indexes: email_verifications_token_hash_key, email_changes_old_token_hash_key, …_new_token_hash_key.
create or replace function control.look_at_email_link(token text)
  returns table (purpose text, email text, new_email text, state text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  declare
    hash constant bytea := control.secret_hash(token);
  begin
    return query
      select 'verify', v.email, null::text,
        case
          when v.email <> u.email then 'gone'
          when u.email_verified_at is not null then 'verified'
          when v.used_at is null and v.expires_at > now() then 'open'
          else 'gone'
        end
      from control.email_verifications v join control.users u on u.id = v.user_id
      where v.token_hash = hash
      union all
      select case when c.old_token_hash = hash then 'leave' else 'take' end,
        case when c.old_token_hash = hash then c.old_email else c.new_email end, c.new_email,
        case
          when c.old_verified_at is not null and c.new_verified_at is not null and u.email = c.new_email then 'changed'
          when c.ended_at is not null or c.expires_at <= now() then 'gone'
          when case when c.old_token_hash = hash then c.old_verified_at else c.new_verified_at end is not null
            then 'waits-for-other'
          else 'open'
        end
      from control.email_changes c join control.users u on u.id = c.user_id
      where c.old_token_hash = hash or c.new_token_hash = hash;
  end
  $$;
select rowhouse.own_function('control.look_at_email_link(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Works once; a used link answers with its result: `verified`, `waits-for-other`, `changed`, `gone`, or `taken` if
-- another account has the email by now. With both sides verified, the account moves. Calls for both sides at once take
-- turns: the second sees both.
create or replace function control.follow_email_link(token text) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    hash constant bytea := control.secret_hash(token);
    account uuid;
    result text;
  begin
    select v.user_id into account from control.email_verifications v where v.token_hash = hash;
    if found then
      perform control.lock_account(account);
      result := control.verify_email(hash);
    else
      select c.user_id into account from control.email_changes c where c.old_token_hash = hash or c.new_token_hash = hash;
      if not found then
        return 'gone';
      end if;
      perform control.lock_account(account);
      result := control.verify_side(account, hash);
    end if;
    if result is null then
      select case when seen.state = 'open' then 'gone' else seen.state end into result
        from control.look_at_email_link(token) seen;
    end if;
    return result;
  end
  $$;
select rowhouse.own_function('control.follow_email_link(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Only if the account still has the email. Null if the link is not good any more.
create or replace function control.verify_email(hash bytea) returns text
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    link control.email_verifications;
  begin
    update control.email_verifications v set used_at = now()
      from control.users u
      where v.token_hash = hash and v.used_at is null and v.expires_at > now() and u.id = v.user_id and u.email = v.email
      returning v.* into link;
    if not found then
      return null;
    end if;
    update control.users u set email_verified_at = coalesce(u.email_verified_at, now())
      where u.id = link.user_id and u.email = link.email;
    return 'verified';
  end
  $$;
select rowhouse.own_function('control.verify_email(bytea)', owner => 'rowhouse_ops');

-- Null if the link is not good any more. Sessions go on: the user knew the password and reads both mailboxes, and both
-- are told.
create or replace function control.verify_side(account uuid, hash bytea) returns text
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    change control.email_changes;
  begin
    update control.email_changes c
      set old_verified_at = case when c.old_token_hash = hash then now() else c.old_verified_at end,
        new_verified_at = case when c.new_token_hash = hash then now() else c.new_verified_at end
      where c.ended_at is null and c.expires_at > now()
        and (c.old_token_hash = hash and c.old_verified_at is null or c.new_token_hash = hash and c.new_verified_at is null)
      returning c.* into change;
    if not found then
      return null;
    end if;
    if change.old_verified_at is null or change.new_verified_at is null then
      return 'waits-for-other';
    end if;
    perform control.end_email_change(account);
    begin
      update control.users u set email = change.new_email, email_verified_at = now() where u.id = account;
    exception when unique_violation then
      return 'taken';
    end;
    perform control.delete_unused_resets(account);
    perform control.write_account_mail(
      gen_random_uuid(), 'email-changed', mailbox,
      jsonb_build_object('oldEmail', change.old_email, 'newEmail', change.new_email))
      from unnest(array[change.old_email, change.new_email]) mailbox;
    return 'changed';
  end
  $$;
select rowhouse.own_function('control.verify_side(uuid, bytea)', owner => 'rowhouse_ops');
