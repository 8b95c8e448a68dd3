-- Roles are given and taken by functions that ask the actor's role themselves. They ask what
-- app/domain/membership/policy.ts asks; a test compares the two.

create or replace function control.rank_of(role text) returns integer
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$ select array_position(array['viewer', 'member', 'admin', 'owner'], role) $$;
select rowhouse.own_function('control.rank_of(text)', owner => 'rowhouse_ops');

-- A user's memberships of all tenants. The index wants the condition on tenant_id, so that no request can use it
-- (db/migrations/0002). Index: memberships_user_id.
create or replace function control.memberships_of(account uuid) returns table (tenant_id uuid, role text)
  language plpgsql stable rows 10 set search_path = pg_catalog, pg_temp
  as $$
  begin
    return query
      select m.tenant_id, m.role from control.memberships m
      where m.user_id = account and m.tenant_id <> '00000000-0000-0000-0000-000000000000';
  end
  $$;
select rowhouse.own_function('control.memberships_of(uuid)', owner => 'rowhouse_ops');

-- Of the acting user in the entered tenant. Null outside.
create or replace function control.acting_role() returns text
  language plpgsql stable security definer parallel safe set search_path = pg_catalog, pg_temp
  as $$
  declare
    entered constant uuid := control.entered_tenant();
    acting constant uuid := control.acting_user();
  begin
    return (select m.role from control.memberships m where m.tenant_id = entered and m.user_id = acting);
  end
  $$;
select rowhouse.own_function('control.acting_role()', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Whether the acting user may manage a member who has this role, or give it.
create or replace function control.may_manage(role text) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select coalesce(
      control.acting_role() in ('owner', 'admin') and control.rank_of(control.acting_role()) >= control.rank_of(role), false)
  $$;
select rowhouse.own_function('control.may_manage(text)', owner => 'rowhouse_ops');

-- The member's role, with the tenant's row held: roles may have changed since the caller looked. Null outside a tenant.
create or replace function control.held_role(member uuid) returns text
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    entered constant uuid := control.entered_tenant();
  begin
    if entered is null then
      return null;
    end if;
    perform from control.tenants t where t.id = entered for no key update;
    return (select m.role from control.memberships m where m.tenant_id = entered and m.user_id = member);
  end
  $$;
select rowhouse.own_function('control.held_role(uuid)', owner => 'rowhouse_ops');

-- Never of a member above the actor, never to a role above the actor's, never to owner: that is handed over. An
-- unchanged role is not written: the audit log would note it.
create or replace function control.change_role(member uuid, new_role text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    entered constant uuid := control.entered_tenant();
    old_role constant text := control.held_role(member);
  begin
    if not control.may_manage(old_role) or not control.may_manage(new_role)
      or new_role = 'owner' and old_role <> 'owner'
    then
      raise exception 'this role is not the actor''s to give' using errcode = 'insufficient_privilege';
    end if;
    update control.memberships m set role = new_role
      where m.tenant_id = entered and m.user_id = member and m.role <> new_role;
  end
  $$;
select rowhouse.own_function('control.change_role(uuid, text)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- Members end their own; others end that of a member who isn't above them.
create or replace function control.end_membership(member uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    entered constant uuid := control.entered_tenant();
    old_role constant text := control.held_role(member);
  begin
    if member is distinct from control.acting_user() and not control.may_manage(old_role) then
      raise exception 'this membership is not the actor''s to end' using errcode = 'insufficient_privilege';
    end if;
    delete from control.memberships m where m.tenant_id = entered and m.user_id = member;
  end
  $$;
select rowhouse.own_function('control.end_membership(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_app');

-- By an owner, who is an admin from then on. Mails the new owner. False: the member owns as many free tenants as one may, and
-- nothing was written.
create or replace function control.hand_over(member uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    acting constant uuid := control.acting_user();
    entered constant uuid := control.entered_tenant();
    old_role constant text := control.held_role(member);
  begin
    if control.acting_role() is distinct from 'owner' or old_role is null or member = acting then
      raise exception 'only an owner hands a tenant over, to another member' using errcode = 'insufficient_privilege';
    end if;
    if old_role <> 'owner' and exists (select from control.tenants t where t.id = entered and t.plan = 'free')
      and not control.may_own_more_free(member)
    then
      return false;
    end if;
    update control.memberships m set role = 'owner'
      where m.tenant_id = entered and m.user_id = member and m.role <> 'owner';
    update control.memberships m set role = 'admin' where m.tenant_id = entered and m.user_id = acting;
    insert into control.mails (id, tenant_id, to_email, template, fields)
      select gen_random_uuid(), t.id, u.email, 'ownership',
        jsonb_build_object('formerOwnerName', f.name, 'tenantName', t.name, 'slug', t.slug)
      from control.tenants t, control.users u, control.users f
      where t.id = entered and u.id = member and f.id = acting;
    return true;
  end
  $$;
select rowhouse.own_function('control.hand_over(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_app');
