-- Mails that have to wait, and those that a mail server didn't take.

-- What the mail server last said, for the operator. Null if nothing was refused, and once the mail is sent.
alter table control.mails add column refusal text check (length(refusal) <= 1000);

grant create on schema control to rowhouse_ops;

-- Whether the tenant that a mail tells of is closed, other than by what the mail tells.
create function control.mail_waits(mail uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  as $$
    select exists (
      select from control.mails m join control.tenants t on t.id = m.tenant_id
      where m.id = mail and (t.status = 'suspended' or t.status = 'deleted' and m.created_at < t.deleted_at)
    )
  $$;
alter function control.mail_waits(uuid) owner to rowhouse_ops;
revoke all on function control.mail_waits(uuid) from public;
grant execute on function control.mail_waits(uuid) to rowhouse_worker, rowhouse_ops;

revoke create on schema control from rowhouse_ops;
