-- Notes that the acting user switched to the entered tenant; the audit log follows. It notes nothing if the
-- user's last switch, within the hour, led there too: then the user only came back to where they were. The
-- other tenants' switches are behind the wall. Indexes: memberships_pkey, switches_by_user.
create or replace function control.record_switch(new_id uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    entered constant uuid := control.entered_tenant();
    acting constant uuid := control.acting_user();
    last_tenant uuid;
  begin
    -- One after another: of many switches at once the first is noted.
    perform from control.memberships m
    where m.tenant_id = entered and m.user_id = acting for no key update;
    if not found then
      return;
    end if;
    select s.tenant_id into last_tenant
    from control.switches s
    where s.user_id = acting and s.switched_at > now() - interval '1 hour'
    order by s.switched_at desc, s.id desc limit 1;
    if last_tenant is distinct from entered then
      insert into control.switches (tenant_id, id, user_id) values (entered, new_id, acting);
    end if;
  end
  $$;
select rowhouse.own_function('control.record_switch(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_app');
