-- Sessions, for the role rowhouse_door alone. A session is named by its token, which these functions hash: what
-- the table holds lets nobody in. It ends 30 days after its last use, and at last when `ends_at` says so.

create or replace function control.secret_hash(secret text) returns bytea
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select sha256(convert_to(secret, 'UTF8')) $$;
select rowhouse.own_function('control.secret_hash(text)', owner => 'rowhouse_ops');

-- 256 random bits as 43 URL-safe characters. The caller who has a link mailed doesn't choose what is in it, and isn't
-- told: it stands in the mail alone.
create or replace function control.new_token() returns text
  language sql volatile set search_path = pg_catalog, pg_temp
  as $$
    select rtrim(translate(
      encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '=')
  $$;
select rowhouse.own_function('control.new_token()', owner => 'rowhouse_ops');

create or replace function control.session_lifetime() returns interval
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select interval '720 hours' $$;
select rowhouse.own_function('control.session_lifetime()', owner => 'rowhouse_ops');

-- Keeps the twenty networks that were seen last. Leaves what another sign-in is writing to the next: so none of two waits
-- for what the other holds.
create or replace function control.note_network(account uuid, seen text) returns void
  language sql set search_path = pg_catalog, pg_temp
  as $$
    insert into control.known_networks as known (user_id, network) values (account, seen)
      on conflict (user_id, network) do update set seen_at = now();
    delete from control.known_networks k
      where k.user_id = account and k.network in (
        select o.network from control.known_networks o where o.user_id = account
        order by o.seen_at desc, o.network offset 20 for update skip locked);
  $$;
select rowhouse.own_function('control.note_network(uuid, text)', owner => 'rowhouse_ops');

-- Only inside functions that have proved who asks. `browser`: id, token and userAgent of the new session, formerToken
-- of the one that the browser had, which was known before signing in and so ends; longestDays; its network.
create or replace function control.begin_session(account uuid, browser jsonb) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    latest_end constant timestamptz := now() + make_interval(hours => 24 * (browser ->> 'longestDays')::integer);
  begin
    delete from control.sessions s where s.token_hash = control.secret_hash(browser ->> 'formerToken');
    delete from control.sessions s where s.user_id = account and s.expires_at <= now();
    insert into control.sessions (id, user_id, token_hash, user_agent, expires_at, ends_at)
    values (
      (browser ->> 'id')::uuid, account, control.secret_hash(browser ->> 'token'), left(browser ->> 'userAgent', 400),
      least(now() + control.session_lifetime(), latest_end), latest_end);
    perform control.note_network(account, browser ->> 'network');
  end
  $$;
select rowhouse.own_function('control.begin_session(uuid, jsonb)', owner => 'rowhouse_ops');

-- The live sessions of the acting user: the one that asks first, then those used last. Index: sessions_user_id.
create or replace function control.own_sessions()
  returns table (id uuid, user_agent text, created_at timestamptz, last_seen_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  as $$
  #variable_conflict use_column
  begin
    return query
      select s.id, s.user_agent, s.created_at, s.last_seen_at
      from control.sessions s
      where s.user_id = (select control.acting_user()) and s.expires_at > statement_timestamp()
      order by s.token_hash = control.secret_hash(current_setting('app.session', true)) desc, s.last_seen_at desc, s.id desc
      limit 100;
  end
  $$;
select rowhouse.own_function('control.own_sessions()', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Null ends the one that asks. False: the acting user has no such session.
create or replace function control.end_own_session(session uuid default null) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    delete from control.sessions s
      where s.user_id = (select control.acting_user())
        and case
          when session is null then s.token_hash = control.secret_hash(current_setting('app.session', true))
          else s.id = session
        end;
    return found;
  end
  $$;
select rowhouse.own_function('control.end_own_session(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_door');

create or replace function control.end_other_sessions() returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    delete from control.sessions s
    where s.user_id = (select control.acting_user())
      and s.token_hash <> control.secret_hash(current_setting('app.session', true))
  $$;
select rowhouse.own_function('control.end_other_sessions()', owner => 'rowhouse_ops', callers => 'rowhouse_door');

-- Many sessions at once. Skips rows that another process is writing: its next call catches up.
-- Index: sessions_token_hash_key.
create or replace function control.note_seen(tokens text[], times timestamptz[]) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    with seen as (
      select control.secret_hash(token) as token_hash, least(at, now()) as at from unnest(tokens, times) as given (token, at)
    ), free as (
      select s.id, seen.at from control.sessions s join seen using (token_hash)
      where s.last_seen_at < seen.at and s.expires_at > statement_timestamp()
      for no key update of s skip locked
    )
    update control.sessions s
    set last_seen_at = free.at, expires_at = least(free.at + control.session_lifetime(), s.ends_at)
    from free where s.id = free.id
  $$;
select rowhouse.own_function('control.note_seen(text[], timestamptz[])', owner => 'rowhouse_ops', callers => 'rowhouse_door');
