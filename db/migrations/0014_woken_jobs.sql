-- Jobs and mails of a tenant that wait because it is closed go on as soon as it is open again. One that was just being put
-- off at that moment looks again by itself, within the hour (app/jobs/job.ts).

create function control.wake_jobs() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    -- The queue holds only work that isn't done, so it is small enough to be looked through.
    update graphile_worker._private_jobs j set run_at = now()
    where j.is_available and j.run_at > now()
      and (j.payload ->> 'tenantId' = new.id::text
        or j.key in (select 'mail:' || m.id from control.mails m where m.tenant_id = new.id and m.sent_at is null));
    return null;
  end
  $$;

grant create on schema control to rowhouse_ops;
alter function control.wake_jobs() owner to rowhouse_ops;
revoke create on schema control from rowhouse_ops;
revoke all on function control.wake_jobs() from public;
grant execute on function control.wake_jobs() to rowhouse_owner;
grant update (run_at) on graphile_worker._private_jobs to rowhouse_ops;

create trigger wake_jobs after update on control.tenants for each row
  when (old.status <> 'active' and new.status = 'active') execute function control.wake_jobs();
