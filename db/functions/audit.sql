-- The audit log. Triggers note each change of a tenant's rows, in the transaction that makes it and whatever
-- makes it; record_sign_in notes each sign-in. A tenant's events form a chain: each has the next number, and
-- a hash over its content and the hash before (B. Schneier, J. Kelsey, "Secure audit logs to support computer
-- forensics", 1999). The tenant's head keeps the last number and hash. An event that is altered, removed,
-- added or moved breaks the chain. `rowhouse audit verify` says where.

-- For every table with a tenant_id; the safety check finds those without. It notes changes at commit: the
-- chain is the last lock that a transaction takes, so that others wait briefly and without deadlocks. Only
-- seeds and the purge of a whole tenant leave no events: they run as rowhouse_ops, and never in a session of a role that
-- serves people.
create or replace function control.keep_audit(
  target regclass, noun text, label text default '', inserted text default 'created'
) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    execute format(
      'create constraint trigger write_audit after insert or update or delete on %s deferrable initially deferred
       for each row when (session_user in (''rowhouse_app'', ''rowhouse_door'') or current_user <> ''rowhouse_ops''
         or concat(current_setting(''app.purging'', true), current_setting(''app.seeding'', true)) = '''')
       execute function control.note_change(%L, %L, %L)', target, noun, label, inserted);
  end
  $$;
select rowhouse.own_function('control.keep_audit(regclass, text, text, text)', owner => 'rowhouse_owner');

-- Arguments: the noun, the column that names the object (or none), and the word for an insert.
create or replace function control.note_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC'
  as $$
  declare
    -- Keys, counters and secrets: they say nothing, or must not be said.
    unspoken constant text[] := array['tenant_id', 'tenant_key', 'id', 'user_id', 'version', 'position', 'created_at', 'created_by',
      'updated_at', 'updated_by', 'switched_at', 'mailed_hashes', 'link_hash', 'link_key_id'];
    longest constant int := 200;
    noun constant text := tg_argv[0];
    was constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    became constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    known constant jsonb := coalesce(became, was);
    object_id constant text := case when noun = 'member' then known ->> 'user_id' else known ->> 'id' end;
    is_oneself constant boolean := noun = 'member' and object_id = control.acting_user()::text;
    changed text[];
    before jsonb;
    after jsonb;
    done text;
  begin
    select array_agg(field), jsonb_object_agg(field, control.shortened(was -> field, longest)) filter (where tg_op <> 'INSERT'),
      jsonb_object_agg(field, control.shortened(became -> field, longest)) filter (where tg_op <> 'DELETE')
    into changed, before, after
    from jsonb_object_keys(known) field
    where field <> all (unspoken)
      and coalesce(was -> field, 'null') is distinct from coalesce(became -> field, 'null');
    done := case tg_op
      when 'INSERT' then case when is_oneself and tg_argv[2] = 'added' then 'joined' else tg_argv[2] end
      when 'DELETE' then case when noun <> 'member' then 'deleted' when is_oneself then 'left' else 'removed' end
      when 'UPDATE' then case
        when changed is not null then control.change_verb(noun, was, became, changed)
        when was -> 'position' is distinct from became -> 'position' then 'moved'
      end
    end;
    if done is not null then
      perform control.append_audit(
        coalesce(known ->> 'tenant_id', known ->> 'id')::uuid, noun || '.' || done, noun, object_id,
        known ->> tg_argv[1], before, after);
    end if;
    return null;
  end
  $$;
select rowhouse.own_function('control.note_change()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- A timestamp that was set gives the verb (`archived_at`: archived). One that was cleared gives `restored`.
create or replace function control.change_verb(noun text, was jsonb, became jsonb, changed text[]) returns text
  language plpgsql immutable set search_path = pg_catalog, pg_temp
  as $$
  declare
    moment text := (
      select min(field) from unnest(changed) field where field ~ '_at$' and field not in ('sent_at', 'expires_at'));
  begin
    return case
      when moment is not null and was ->> moment is null then regexp_replace(moment, '_at$', '')
      when moment is not null and became ->> moment is null then 'restored'
      when 'sent_at' = any (changed) then 'resent'
      when 'role' = any (changed) then 'role_changed'
      when 'slug' = any (changed) then 'renamed'
      when noun = 'workspace' and 'status' = any (changed) then
        case became ->> 'status' when 'active' then 'resumed' else became ->> 'status' end
      when changed && array['plan', 'plan_overrides'] then 'plan_changed'
      else 'changed'
    end;
  end
  $$;
select rowhouse.own_function('control.change_verb(text, jsonb, jsonb, text[])', owner => 'rowhouse_ops');

create or replace function control.shortened(value jsonb, longest int) returns jsonb
  language sql immutable set search_path = pg_catalog, pg_temp
  as $$
    select case when jsonb_typeof(value) = 'string' and length(value #>> '{}') > longest
      then to_jsonb(left(value #>> '{}', longest) || '…') else value end
  $$;
select rowhouse.own_function('control.shortened(jsonb, int)', owner => 'rowhouse_ops');

-- The entered tenant, if the acting user may read its log: `audit:read` in app/domain/membership/permissions.ts; a test
-- compares the two. Otherwise null. One question in place of the wall's: a second one would mislead the planner.
create or replace function control.audited_tenant() returns uuid
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  begin
    return case when control.acting_role() in ('owner', 'admin') then control.entered_tenant() end;
  end
  $$;
select rowhouse.own_function('control.audited_tenant()', owner => 'rowhouse_ops', callers => 'rowhouse_app, rowhouse_owner');

-- Gives a new tenant's log its head: if a head is missing, it was taken away.
create or replace function control.begin_chain() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    insert into tenant.audit_heads (tenant_id, length, hash, at) values (new.id, 0, '', 'epoch');
    return null;
  end
  $$;
select rowhouse.own_function('control.begin_chain()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- The time is that of appending, so that times grow with the numbers. A damaged chain takes no more events,
-- so its tenant takes no changes until it is repaired; only the operator may still close that tenant. An empty one
-- takes a tenant's founding alone: else its events were taken away. A request changes nothing without a user.
create or replace function control.append_audit(
  of_tenant uuid, verb text, object_type text, object_id text, object_name text, before jsonb, after jsonb
) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    closing constant text[] := array['workspace.suspended', 'workspace.resumed', 'workspace.deleted', 'workspace.restored',
      -- When it will be erased.
      'workspace.changed'];
    head tenant.audit_heads;
    event tenant.audit_events;
  begin
    select * into head from tenant.audit_heads h where h.tenant_id = of_tenant for update;
    if not found or head.length = 0 and verb <> 'workspace.created'
      or exists (select from tenant.audit_events e where e.tenant_id = of_tenant and e.id = head.length + 1)
    then
      if session_user = 'rowhouse_ops' and verb = any (closing) then
        raise warning 'The audit log of tenant % is damaged: % was not noted in it', of_tenant, verb;
        return;
      end if;
      raise exception 'The audit log of tenant % is damaged', of_tenant
        using errcode = 'data_corrupted', hint = 'Run: rowhouse audit verify';
    end if;
    event.tenant_id := of_tenant;
    event.id := head.length + 1;
    event.at := greatest(clock_timestamp(), head.at);
    event.actor_id := control.acting_user();
    if event.actor_id is null and session_user in ('rowhouse_app', 'rowhouse_door') and verb <> 'member.signed_in' then
      raise exception 'no user is acting: the session ended, or was put away, before the end'
        using errcode = 'insufficient_privilege', constraint = 'entered_tenant';
    end if;
    event.actor_kind := case
      when event.actor_id is not null then 'user' when session_user = 'rowhouse_ops' then 'operator' else 'system' end;
    event.verb := verb;
    event.object_type := object_type;
    event.object_id := object_id;
    event.object_name := left(object_name, 200);
    event.before := before;
    event.after := after;
    -- The caller's words, so they are bounded.
    event.request_id := left(nullif(current_setting('app.request_id', true), ''), 128);
    event.ip_address := left(nullif(current_setting('app.ip_address', true), ''), 64);
    event.previous_hash := head.hash;
    event.hash := control.write_event(event);
    update tenant.audit_heads h set length = event.id, hash = event.hash, at = event.at where h.tenant_id = of_tenant;
  end
  $$;
select rowhouse.own_function(
  'control.append_audit(uuid, text, text, text, text, jsonb, jsonb)', owner => 'rowhouse_ops');

-- Writes an event of tenant.audit_events, and gives the hash that it made for it.
create or replace function control.write_event(event record) returns bytea
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    hash constant bytea := control.audit_hash(event);
  begin
    insert into tenant.audit_events (
      tenant_id, id, at, actor_id, actor_kind, verb, object_type, object_id, object_name, before, after, request_id, ip_address,
      previous_hash, hash)
    values (
      event.tenant_id, event.id, event.at, event.actor_id, event.actor_kind, event.verb, event.object_type, event.object_id,
      event.object_name, event.before, event.after, event.request_id, event.ip_address, event.previous_hash, hash);
    return hash;
  end
  $$;
select rowhouse.own_function('control.write_event(record)', owner => 'rowhouse_ops');

-- SHA-256 over the hash before and the JSON text of the event. PostgreSQL writes jsonb in one way only: keys
-- sorted by length and then by bytes, one space after each colon and comma.
create or replace function control.audit_hash(event record) returns bytea
  language plpgsql immutable set search_path = pg_catalog, pg_temp
  as $$
  begin
    return sha256(event.previous_hash || convert_to(jsonb_build_object(
      'tenant_id', event.tenant_id, 'id', event.id,
      'at', to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'actor_id', event.actor_id, 'actor_kind', event.actor_kind, 'verb', event.verb,
      'object_type', event.object_type, 'object_id', event.object_id, 'object_name', event.object_name,
      'before', event.before, 'after', event.after,
      'request_id', event.request_id, 'ip_address', event.ip_address
    )::text, 'UTF8'));
  end
  $$;
select rowhouse.own_function('control.audit_hash(record)', owner => 'rowhouse_ops');

-- Notes the sign-in in each of the user's tenants. Has to be a transaction's last statement: it locks
-- the chains, in one order for every user. A damaged chain doesn't keep its members from signing in.
create or replace function control.record_sign_in(account uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    belonging uuid;
  begin
    for belonging in
      select t.id from control.memberships_of(account) m join control.tenants t on t.id = m.tenant_id
      where t.status <> 'deleted' order by t.id
    loop
      begin
        perform control.append_audit(
          belonging, 'member.signed_in', 'member', account::text, null, null, null);
      exception when data_corrupted then
        raise warning 'The audit log of tenant % is damaged: a sign-in was not noted in it', belonging
          using hint = 'Run: rowhouse audit verify';
      end;
    end loop;
  end
  $$;
select rowhouse.own_function('control.record_sign_in(uuid)', owner => 'rowhouse_ops');
