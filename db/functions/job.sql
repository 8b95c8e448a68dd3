-- How work gets into the queue, and goes on after it had to wait.

-- Queues work that a user caused in a tenant, if and only if the caller's transaction commits. The payload names both,
-- and both must be those of this transaction. The queue belongs to the owner.
create or replace function control.enqueue_job(task text, payload json, job_key text default null) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if (payload ->> 'tenantId')::uuid is distinct from control.entered_tenant() or control.entered_tenant() is null then
      raise exception 'a job needs the tenant it was caused in' using errcode = 'insufficient_privilege';
    end if;
    if (payload ->> 'actorUserId')::uuid is distinct from control.acting_user() then
      raise exception 'a job needs the person who caused it' using errcode = 'insufficient_privilege';
    end if;
    if coalesce(payload ->> 'idempotencyKey', '') = '' or coalesce(payload ->> 'traceId', '') = '' then
      raise exception 'a job needs an idempotency key and a trace id' using errcode = 'check_violation';
    end if;
    perform graphile_worker.add_job(task, payload, job_key := enqueue_job.job_key);
  end
  $$;
select rowhouse.own_function('control.enqueue_job(text, json, text)', owner => 'rowhouse_owner', callers => 'rowhouse_app');

-- The trigger that lets jobs and mails of a tenant, which wait because it is closed, go on as soon as it is open again. One
-- that was just being put off at that moment looks again by itself, within the hour (app/jobs/job.ts).
create or replace function control.wake_jobs() returns trigger
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
select rowhouse.own_function('control.wake_jobs()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');
