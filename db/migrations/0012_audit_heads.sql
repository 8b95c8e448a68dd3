-- The head of a tenant's audit log is there from the tenant's beginning, so that one that is missing was taken away:
-- `rowhouse audit verify` says so, and nothing more is done in that tenant until somebody has looked: but by the operator,
-- who must be able to close it.

create function control.begin_chain() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    insert into tenant.audit_heads (tenant_id, length, hash, at) values (new.id, 0, '', '-infinity');
    return null;
  end
  $$;

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
    if not found or exists (select from tenant.audit_events e where e.tenant_id = of_tenant and e.id = head.length + 1) then
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
    event.actor_kind := case
      when event.actor_id is not null then 'person' when session_user = 'rowhouse_ops' then 'operator' else 'system' end;
    event.verb := verb;
    event.object_type := object_type;
    event.object_id := object_id;
    event.object_name := left(object_name, 200);
    event.before := before;
    event.after := after;
    event.request_id := nullif(current_setting('app.request_id', true), '');
    event.ip_address := nullif(current_setting('app.ip_address', true), '');
    event.previous_hash := head.hash;
    event.hash := control.audit_hash(event);
    insert into tenant.audit_events select event.*;
    update tenant.audit_heads h set length = event.id, hash = event.hash, at = event.at where h.tenant_id = of_tenant;
  end
  $$;

-- As before, but that somebody can still sign in, and go on elsewhere, if one of their tenants has a log that is damaged.
create or replace function control.record_sign_in() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    belonging uuid;
  begin
    for belonging in
      select m.tenant_id from control.memberships m join control.tenants t on t.id = m.tenant_id
      where m.user_id = control.acting_user() and t.status <> 'deleted' order by m.tenant_id
    loop
      begin
        perform control.append_audit(
          belonging, 'member.signed_in', 'member', control.acting_user()::text, null, null, null);
      exception when data_corrupted then
        raise warning 'The audit log of tenant % is damaged: a sign-in was not noted in it', belonging
          using hint = 'Run: rowhouse audit verify';
      end;
    end loop;
  end
  $$;

-- Where nothing was, SQL's null says so; JSON's has the same hash, and could be put in its place.
alter table tenant.audit_events
  add constraint audit_events_fields_check check (jsonb_typeof(before) = 'object' and jsonb_typeof(after) = 'object');

grant create on schema control to rowhouse_ops;
alter function control.begin_chain() owner to rowhouse_ops;
revoke create on schema control from rowhouse_ops;
revoke all on function control.begin_chain() from public;
grant execute on function control.begin_chain() to rowhouse_owner;

create trigger begin_chain after insert on control.tenants for each row execute function control.begin_chain();
set local role rowhouse_ops;
insert into tenant.audit_heads (tenant_id, length, hash, at)
  select id, 0, '', '-infinity' from control.tenants on conflict do nothing;
reset role;
