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
