-- Accounts, for the role rowhouse_door alone. No other role that serves people reads a password, and no function
-- shows one: a function takes what proves the caller (a password's tag, a link's token, the session in app.session)
-- and compares it with the hash that is stored. Lifetimes and mails follow here, so that no caller can bend them.

-- What is counted or decided on has to be there now. A transaction with one snapshot may see an old one.
create or replace function control.require_present() returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if current_setting('transaction_isolation') <> 'read committed' then
      raise exception 'this is decided on what is there now: begin with read committed' using errcode = 'insufficient_privilege';
    end if;
  end
  $$;
select rowhouse.own_function('control.require_present()', owner => 'rowhouse_ops');

-- Before a row is written: the error of a table's check shows the whole row to whoever called the function.
create or replace function control.require_fit(fits boolean, rule text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if fits is not true then
      raise exception '%', rule using errcode = 'check_violation';
    end if;
  end
  $$;
select rowhouse.own_function('control.require_fit(boolean, text)', owner => 'rowhouse_ops');

-- Whatever decides on an account's email or password, or uses a link that does, takes this lock first. No row lock: a
-- change of the email needs the strongest one, and would deadlock with a transaction that holds a foreign key's lock
-- and then wants more, such as accepting an invitation.
create or replace function control.lock_account(account uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform control.require_present();
    perform pg_advisory_xact_lock(hashtext('rowhouse account'), hashtext(account::text));
  end
  $$;
select rowhouse.own_function('control.lock_account(uuid)', owner => 'rowhouse_ops');

-- How to derive a password's tag: of `$argon2id-sha256$v=19$m=…,t=…,p=…$salt$hash` all but the hash, which is the
-- SHA-256 of the tag, in base64. Whoever reads the table can't show the tag.
create or replace function control.derivation_of(password_hash text) returns text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select substring(password_hash from '^([$]argon2id-sha256[$][^$]+[$][^$]+[$][^$]+)[$]') $$;
select rowhouse.own_function('control.derivation_of(text)', owner => 'rowhouse_ops');

create or replace function control.proves_password(password_hash text, tag bytea) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select password_hash = control.derivation_of(password_hash) || '$' || rtrim(encode(sha256(tag), 'base64'), '=')
  $$;
select rowhouse.own_function('control.proves_password(text, bytea)', owner => 'rowhouse_ops');

-- Null if there is no such account, or nobody can sign in to it by password. Index: users_email_key.
create or replace function control.password_derivation(of_email text) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select control.derivation_of(u.password_hash) from control.users u where u.email = of_email $$;
select rowhouse.own_function('control.password_derivation(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.own_password_derivation() returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select control.derivation_of(u.password_hash) from control.users u where u.id = (select control.acting_user()) $$;
select rowhouse.own_function('control.own_password_derivation()', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.proves_own_password(tag bytea) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select coalesce((
      select control.proves_password(u.password_hash, tag) from control.users u where u.id = (select control.acting_user())), false)
  $$;
select rowhouse.own_function('control.proves_own_password(bytea)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Begins a session if the tag is right, and notes the sign-in in the log of each of the user's tenants, last, because
-- that locks the logs. Holds the account's row: a new password that is set meanwhile ends this session too.
create or replace function control.sign_in(of_email text, tag bytea, browser jsonb) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    account uuid;
  begin
    select u.id into account from control.users u
      where u.email = of_email and control.proves_password(u.password_hash, tag) for share;
    if not found then
      return false;
    end if;
    perform control.begin_session(account, browser);
    perform control.record_sign_in(account);
    return true;
  end
  $$;
select rowhouse.own_function('control.sign_in(text, bytea, jsonb)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.is_empty_installation() returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$ select not exists (select from control.users) $$;
select rowhouse.own_function(
  'control.is_empty_installation()', owner => 'rowhouse_ops', callers => 'rowhouse_door, rowhouse_app');

-- Whether this transaction may create the first account: of many at once, exactly one.
create or replace function control.claim_first_account() returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    if not control.is_empty_installation() then
      return false;
    end if;
    perform pg_advisory_xact_lock(hashtext('rowhouse first account'));
    return control.is_empty_installation();
  end
  $$;
select rowhouse.own_function('control.claim_first_account()', owner => 'rowhouse_ops');

-- The first account of an installation becomes its operator. Returns `created`, `email-taken`, or `closed` if
-- `first_only` and it isn't the first.
create or replace function control.create_account(
  account uuid, new_email text, new_name text, new_hash text, is_verified boolean, first_only boolean
) returns text
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    is_first constant boolean := control.claim_first_account();
  begin
    if first_only and not is_first then
      return 'closed';
    end if;
    insert into control.users (id, email, name, password_hash, is_operator, email_verified_at)
      values (account, new_email, new_name, new_hash, is_first, case when is_verified then now() end)
      on conflict (email) do nothing;
    return case when found then 'created' else 'email-taken' end;
  end
  $$;
select rowhouse.own_function(
  'control.create_account(uuid, text, text, text, boolean, boolean)', owner => 'rowhouse_ops');

-- Creates an account and its first session, which from then on is good for the rest of the transaction.
create or replace function control.sign_up(
  account uuid, new_email text, new_name text, new_hash text, first_only boolean, browser jsonb
) returns text
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    created constant text := control.create_account(account, new_email, new_name, new_hash, false, first_only);
  begin
    if created = 'created' then
      perform control.begin_session(account, browser);
    end if;
    return created;
  end
  $$;
select rowhouse.own_function(
  'control.sign_up(uuid, text, text, text, boolean, jsonb)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Ends all sessions and calls off a change of the email: people who knew the old password are out. The row comes
-- first: it waits for a sign-in under way, which holds it, so that its session ends too.
create or replace function control.replace_password(account uuid, new_hash text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    mailbox text;
  begin
    perform control.require_fit(length(new_hash) <= 200, 'the hash of a password has 200 letters at most');
    perform control.lock_account(account);
    update control.users u set password_hash = new_hash where u.id = account returning u.email into mailbox;
    delete from control.sessions s where s.user_id = account;
    perform control.end_email_change(account);
    perform control.write_account_mail(gen_random_uuid(), 'password-changed', mailbox, '{}');
  end
  $$;
select rowhouse.own_function('control.replace_password(uuid, text)', owner => 'rowhouse_ops');

-- False if the tag isn't right any more: a password that was reset meanwhile stays.
create or replace function control.change_own_password(tag bytea, new_hash text, browser jsonb) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    account constant uuid := control.acting_user();
  begin
    perform control.lock_account(account);
    if not control.proves_own_password(tag) then
      return false;
    end if;
    perform control.replace_password(account, new_hash);
    perform control.begin_session(account, browser);
    return true;
  end
  $$;
select rowhouse.own_function(
  'control.change_own_password(bytea, text, jsonb)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.rename_own_account(new_name text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform control.require_fit(length(new_name) between 1 and 100, 'a name has 1 to 100 letters');
    update control.users u set name = new_name where u.id = (select control.acting_user());
    if not found then
      raise exception 'the session has ended' using errcode = 'insufficient_privilege', constraint = 'entered_tenant';
    end if;
  end
  $$;
select rowhouse.own_function('control.rename_own_account(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Writes a reset and the mail with its link if an account has this email; else nothing, and tells no one so. Ten an
-- hour, and the tenth mail says so; what is asked for in networks that the account knows is counted apart, so that a
-- stranger can't use up the owner's. Deletes only expired resets: a stranger can't spoil the owner's open link either.
create or replace function control.request_reset(of_email text, network text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    most constant integer := 10;
    token constant text := control.new_token();
    account uuid;
    is_known boolean;
    before integer;
  begin
    select u.id into account from control.users u where u.email = of_email;
    if not found then
      return;
    end if;
    perform control.lock_account(account);
    -- It may have moved to another email meanwhile: this one gets no link then.
    perform from control.users u where u.id = account and u.email = of_email;
    if not found then
      return;
    end if;
    delete from control.password_resets r where r.user_id = account and r.expires_at <= now();
    -- All are read, so that nothing shows which one it was.
    is_known := network = any (array(select k.network from control.known_networks k where k.user_id = account));
    select count(*) into before from control.password_resets r
      where r.user_id = account and r.is_from_known_network = is_known;
    if before >= most then
      return;
    end if;
    insert into control.password_resets (id, user_id, token_hash, is_from_known_network, expires_at)
      values (gen_random_uuid(), account, control.secret_hash(token), is_known, now() + interval '1 hour');
    perform control.write_account_mail(
      gen_random_uuid(), case when before + 1 = most then 'last-password-reset' else 'password-reset' end, of_email,
      jsonb_build_object('token', token));
  end
  $$;
select rowhouse.own_function('control.request_reset(text, text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Whose an open reset is; no row if the token is unknown, used or too old. Index: password_resets_token_hash_key.
create or replace function control.owner_of_reset(token text) returns table (email text, name text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select u.email, u.name from control.password_resets r join control.users u on u.id = r.user_id
      where r.token_hash = control.secret_hash(token) and r.used_at is null and r.expires_at > now();
  end
  $$;
select rowhouse.own_function('control.owner_of_reset(text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Uses up all resets of the account: of many at once, one works. Verifies the email too: the link came by mail or from
-- the operator. False if the token is not good any more.
create or replace function control.spend_reset(token text, new_hash text) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    account uuid;
  begin
    select r.user_id into account from control.password_resets r where r.token_hash = control.secret_hash(token);
    if not found then
      return false;
    end if;
    perform control.lock_account(account);
    update control.password_resets r set used_at = now()
      where r.token_hash = control.secret_hash(token) and r.used_at is null and r.expires_at > now();
    if not found then
      return false;
    end if;
    perform control.delete_unused_resets(account);
    perform control.replace_password(account, new_hash);
    update control.users u set email_verified_at = now() where u.id = account and u.email_verified_at is null;
    return true;
  end
  $$;
select rowhouse.own_function('control.spend_reset(text, text)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.delete_unused_resets(account uuid) returns void
  language sql set search_path = pg_catalog, pg_temp
  as $$ delete from control.password_resets r where r.user_id = account and r.used_at is null $$;
select rowhouse.own_function('control.delete_unused_resets(uuid)', owner => 'rowhouse_ops');

-- What is over. Links are kept for a day, to say what has come of them.
-- Indexes: sessions_expires_at, password_resets_expires_at, email_verifications_expires_at, email_changes_expires_at,
-- known_networks_seen_at.
create or replace function control.sweep_accounts() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    delete from control.sessions s where s.expires_at < now();
    delete from control.password_resets r where r.expires_at < now() - interval '24 hours';
    delete from control.email_verifications v where v.expires_at < now() - interval '24 hours';
    delete from control.email_changes c where c.expires_at < now() - interval '24 hours';
    delete from control.known_networks k where k.seen_at < now() - interval '4320 hours';
  end
  $$;
select rowhouse.own_function('control.sweep_accounts()', owner => 'rowhouse_ops', callers => 'rowhouse_worker');
