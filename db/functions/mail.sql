-- Requests write mails only by two functions: a template's name, its recipient, and fields of a known form. The
-- text is made when the mail is delivered or read (app/domain/mail/templates.ts).

-- Queues a mail's delivery, in the transaction that writes the mail. The queue belongs to the owner.
create or replace function control.mail_written() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform graphile_worker.add_job('deliver-mail', json_build_object('mailId', new.id), job_key := 'mail:' || new.id);
    return null;
  end
  $$;
select rowhouse.own_function('control.mail_written()', owner => 'rowhouse_owner');

create or replace function control.mail_waits(mail uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select exists (
      select from control.mails m join control.tenants t on t.id = m.tenant_id
      where m.id = mail and (t.status = 'suspended' or t.status = 'deleted' and m.created_at < t.deleted_at)
    )
  $$;
select rowhouse.own_function('control.mail_waits(uuid)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

-- The normal form of app/domain/account/email.ts; a test compares the two.
create or replace function control.is_email(given text) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select length(given) <= 254 and length(split_part(given, '@', 1)) <= 64
      and given ~ '^[a-z0-9!#$%&''*+/=?^_`{|}~-]+([.][a-z0-9!#$%&''*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])$'
  $$;
select rowhouse.own_function('control.is_email(text)', owner => 'rowhouse_ops');

-- No form has room for a sentence or a URL.
create or replace function control.mail_field_fits(name text, given jsonb) returns boolean
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select jsonb_typeof(given) = 'string' and coalesce(case
      when name in ('token', 'invitation') then given #>> '{}' ~ '^[A-Za-z0-9_-]{43}$'
      when name in ('oldEmail', 'newEmail') then control.is_email(given #>> '{}')
      when name in ('taskId', 'invitationId') then given #>> '{}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    end, false)
  $$;
select rowhouse.own_function('control.mail_field_fits(text, jsonb)', owner => 'rowhouse_ops');

-- Raises unless the fields are the template's own, each of its form. `required` is null for an unknown template.
create or replace function control.check_mail(to_email text, fields jsonb, required text[], optional text[] default '{}') returns void
  language plpgsql immutable set search_path = pg_catalog, pg_temp
  as $$
  begin
    if required is null then
      raise exception 'there is no such template' using errcode = 'check_violation';
    end if;
    if control.is_email(to_email) is not true then
      raise exception 'a mail goes to an email in its normal form' using errcode = 'check_violation';
    end if;
    if jsonb_typeof(fields) is distinct from 'object' or not fields ?& required or exists (
      select from jsonb_each(fields) field
      where field.key <> all (required || optional) or not control.mail_field_fits(field.key, field.value)
    ) then
      raise exception 'these are not the template''s fields' using errcode = 'check_violation';
    end if;
  end
  $$;
select rowhouse.own_function('control.check_mail(text, jsonb, text[], text[])', owner => 'rowhouse_ops');

-- Of the given fields, what lets people in. It is removed when the mail is sent.
create or replace function control.mail_secrets(fields jsonb) returns jsonb
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select jsonb_strip_nulls(jsonb_build_object('token', fields -> 'token', 'invitation', fields -> 'invitation'))
  $$;
select rowhouse.own_function('control.mail_secrets(jsonb)', owner => 'rowhouse_ops');

-- A mail to a user about their account, from the functions of accounts (account.sql, email.sql). A mail with an id that there is already is not written again.
create or replace function control.write_account_mail(mail_id uuid, template text, to_email text, fields jsonb) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform control.check_mail(
      to_email, fields,
      case template
        when 'password-reset' then array['token']
        when 'last-password-reset' then array['token']
        when 'password-changed' then '{}'
        when 'verify-email' then array['token']
        when 'leave-email' then array['newEmail', 'token']
        when 'take-email' then array['token']
        when 'email-in-use' then '{}'
        when 'email-changed' then array['oldEmail', 'newEmail']
      end,
      optional => case template when 'verify-email' then array['invitation'] else '{}' end);
    insert into control.mails (id, to_email, template, fields, secrets)
      values (mail_id, to_email, template, fields - array['token', 'invitation'], control.mail_secrets(fields))
      on conflict do nothing;
  end
  $$;
select rowhouse.own_function('control.write_account_mail(uuid, text, text, jsonb)', owner => 'rowhouse_ops');

-- The functions from here to write_tenant_mail return what a mail says, looked up in the tenant's data, or null if
-- the data doesn't call for this mail to this recipient. write_tenant_mail has asked who may cause it.

-- The acting user's own invitation. Index: invitations_pkey.
create or replace function control.invitation_told(tenant uuid, to_email text, invitation uuid) returns jsonb
  language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select control.invitation_words(i.tenant_id, i.id)
    from control.invitations i
    join control.memberships m on m.tenant_id = i.tenant_id and m.user_id = i.invited_by
    where i.id = invitation and i.email = to_email and i.tenant_id = tenant
      and i.accepted_at is null and i.revoked_at is null and i.expires_at > clock_timestamp()
      and i.invited_by = (select control.acting_user()) and control.may_grant(m.role, i.role)
  $$;
select rowhouse.own_function('control.invitation_told(uuid, text, uuid)', owner => 'rowhouse_ops');

-- A task whose assignee is a member. Asks the tenant plane first and the control plane then: no statement joins
-- them. Indexes: tasks_pkey, projects_pkey, people_pkey, memberships_pkey.
create or replace function control.assignment_told(tenant uuid, to_email text, task uuid) returns jsonb
  language plpgsql stable set search_path = pg_catalog, pg_temp
  as $$
  declare
    assigned record;
  begin
    select k.id, k.title, k.assignee_id, p.id as project_id, p.name as project_name into assigned
      from tenant.tasks k
      join tenant.projects p on p.tenant_id = k.tenant_id and p.id = k.project_id
      where k.tenant_id = tenant and k.id = task;
    return (
      select jsonb_build_object(
        'by', a.name, 'title', assigned.title, 'projectName', assigned.project_name,
        'slug', t.slug, 'projectId', assigned.project_id, 'taskId', assigned.id)
      from control.tenants t
      join control.memberships m on m.tenant_id = t.id and m.user_id = assigned.assignee_id
      join control.people u on u.tenant_id = t.id and u.user_id = m.user_id
      join control.people a on a.tenant_id = t.id and a.user_id = (select control.acting_user())
      where t.id = tenant and u.email = to_email
    );
  end
  $$;
select rowhouse.own_function('control.assignment_told(uuid, text, uuid)', owner => 'rowhouse_ops');

-- An owner of a tenant that the acting user deleted, or the operator if there is none, in this transaction: nobody
-- can enter it any more. Indexes: tenants_pkey, memberships_pkey, people_pkey.
create or replace function control.deletion_told(tenant uuid, to_email text) returns jsonb
  language plpgsql volatile set search_path = pg_catalog, pg_temp set timezone = 'UTC'
  as $$
  declare
    acting constant uuid := control.acting_user();
  begin
    -- One after the other: others don't see whether the tenant is there.
    if acting is not null
      and not exists (select from control.memberships m where m.tenant_id = tenant and m.user_id = acting)
    then
      return null;
    end if;
    if not exists (
      select from control.tenants t
      where t.id = tenant and t.status = 'deleted' and t.xmin = pg_current_xact_id()::xid
        and t.deleted_by is not distinct from acting)
    then
      return null;
    end if;
    return (
      select jsonb_build_object('tenantName', t.name, 'slug', t.slug, 'by', d.name, 'until', t.purge_after)
      from control.tenants t
      join control.people u on u.tenant_id = t.id and u.email = to_email
      join control.memberships m on m.tenant_id = t.id and m.user_id = u.user_id and m.role = 'owner'
      left join control.users d on d.id = t.deleted_by
      where t.id = tenant);
  end
  $$;
select rowhouse.own_function('control.deletion_told(uuid, text)', owner => 'rowhouse_ops');

-- The most of app/domain/invitation/mail-quota.ts, which answers with words: here for callers that don't ask it.
create or replace function control.hold_invitation_quota(tenant uuid, mailbox text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform from control.tenants t where t.id = tenant for no key update;
    if exists (
      select from control.invitations_mailed(array[mailbox]) mailed
      having count(*) filter (where mailed.is_of_tenant) >= 100
        or count(*) filter (where mailed.is_of_user) >= 100
        or count(mailed.email) >= 5
    ) then
      raise exception 'these are too many invitations within an hour' using errcode = 'program_limit_exceeded';
    end if;
  end
  $$;
select rowhouse.own_function('control.hold_invitation_quota(uuid, text)', owner => 'rowhouse_ops');

-- A mail that tells of the tenant: the caller says which, and the database what it says. An invitation gets a new link,
-- which stands in the mail alone. A mail with an id that
-- there is already is not written again, so that a job may run twice.
create or replace function control.write_tenant_mail(mail_id uuid, tenant uuid, template text, to_email text, fields jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    acting constant uuid := control.acting_user();
    token constant text := control.new_token();
    told jsonb;
  begin
    perform control.check_mail(
      to_email, fields,
      case template
        when 'invitation' then array['invitationId']
        when 'assignment' then array['taskId']
        when 'deletion' then '{}'
      end);
    -- Before anything is looked up. A tenant that was just deleted can't be entered: deletion_told asks who did it.
    if template <> 'deletion' and tenant is distinct from control.entered_tenant()
      or session_user = 'rowhouse_app' and acting is null
    then
      raise exception 'nothing in the tenant calls for this mail to this email' using errcode = 'insufficient_privilege';
    end if;
    told := case template
      when 'invitation' then control.invitation_told(tenant, to_email, (fields ->> 'invitationId')::uuid)
      when 'assignment' then control.assignment_told(tenant, to_email, (fields ->> 'taskId')::uuid)
      when 'deletion' then control.deletion_told(tenant, to_email)
    end;
    if mail_id is null or told is null then
      raise exception 'nothing in the tenant calls for this mail to this email' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from control.mails m where m.id = mail_id) then
      return;
    end if;
    if template = 'invitation' then
      perform control.hold_invitation_quota(tenant, to_email);
      update control.invitations i set mailed_hashes = control.with_newest_hash(i.mailed_hashes, token)
        where i.tenant_id = write_tenant_mail.tenant and i.id = (fields ->> 'invitationId')::uuid;
    end if;
    insert into control.mails (id, tenant_id, to_email, template, fields, secrets, invited_by)
      values (
        mail_id, tenant, to_email, template, told,
        case template when 'invitation' then jsonb_build_object('token', token) else '{}' end,
        case template when 'invitation' then acting end)
      on conflict do nothing;
  end
  $$;
select rowhouse.own_function('control.write_tenant_mail(uuid, uuid, text, text, jsonb)', owner => 'rowhouse_ops', callers => 'rowhouse_app');
