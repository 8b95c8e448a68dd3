-- The wall: row-level security that checks the membership by itself, so that it need not trust the application.

select control.raise_wall('control.slugs');
select control.raise_wall('control.switches');

-- Memberships have the wall and one exception, for the switcher: people may read their own rows everywhere.
select control.raise_wall('control.memberships');
create policy own on control.memberships for select to rowhouse_app
  using (user_id = (select control.acting_user()));
drop policy person_only on control.memberships;
create policy person_only_read on control.memberships as restrictive for select to rowhouse_app
  using (tenant_id = (select control.entered_tenant()) or user_id = (select control.acting_user()));
create policy person_only_insert on control.memberships as restrictive for insert to rowhouse_app
  with check (tenant_id = (select control.entered_tenant()));
create policy person_only_update on control.memberships as restrictive for update to rowhouse_app
  using (tenant_id = (select control.entered_tenant())) with check (tenant_id = (select control.entered_tenant()));
create policy person_only_delete on control.memberships as restrictive for delete to rowhouse_app
  using (tenant_id = (select control.entered_tenant()));

-- Tenants themselves: the one entered may be changed, those one belongs to may be read.
alter table control.tenants enable row level security;
alter table control.tenants force row level security;
create policy entered on control.tenants for all to rowhouse_app
  using (id = (select control.entered_tenant())) with check (id = (select control.entered_tenant()));
create policy own on control.tenants for select to rowhouse_app
  using (exists (
    select from control.memberships m
    where m.tenant_id = tenants.id and m.user_id = (select control.acting_user())
  ));
create policy worker on control.tenants for select to rowhouse_worker
  using (id = (select control.worked_tenant()));
