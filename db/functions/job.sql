-- Only this file names graphile-worker's _private_ tables, which may change with its version. Everything else
-- uses its view `jobs` and its functions. The queue belongs to the owner.

grant usage on schema graphile_worker to rowhouse_worker, rowhouse_ops;
grant select, insert, update, delete on all tables in schema graphile_worker to rowhouse_worker;
grant usage on all sequences in schema graphile_worker to rowhouse_worker;
grant select on all tables in schema graphile_worker to rowhouse_ops;
-- For complete_jobs and reschedule_jobs.
grant delete, update (run_at, priority, attempts, max_attempts, updated_at) on graphile_worker._private_jobs to rowhouse_ops;

-- The queue's row-level security lets in only its owner. Existing policies stay: making one locks the queue.
do $$
declare
  job_table regclass;
begin
  for job_table in
    select c.oid from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'worker')
  loop
    execute format('create policy worker on %s for all to rowhouse_worker using (true) with check (true)', job_table);
  end loop;
end $$;

-- Reads the whole queue, which is small: done work leaves it. The view `jobs` doesn't show the payload.
create or replace function control.jobs_of_tenant(tenant uuid) returns table (id bigint, is_running boolean)
  language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select j.id,
      -- From then on the queue takes a job for abandoned.
      coalesce(j.locked_at > now() - interval '4 hours', false)
    from graphile_worker._private_jobs j where j.payload ->> 'tenantId' = tenant::text
  $$;
select rowhouse.own_function('control.jobs_of_tenant(uuid)', owner => 'rowhouse_ops');

-- Queued only if the caller's transaction commits. The payload must name its tenant and its user.
create or replace function control.enqueue_job(task text, payload json, job_key text default null) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    if (payload ->> 'tenantId')::uuid is distinct from control.entered_tenant() or control.entered_tenant() is null then
      raise exception 'a job needs the tenant it was caused in' using errcode = 'insufficient_privilege';
    end if;
    if (payload ->> 'actorUserId')::uuid is distinct from control.acting_user() then
      raise exception 'a job needs the user who caused it' using errcode = 'insufficient_privilege';
    end if;
    if coalesce(payload ->> 'idempotencyKey', '') = '' or coalesce(payload ->> 'traceId', '') = '' then
      raise exception 'a job needs an idempotency key and a trace id' using errcode = 'check_violation';
    end if;
    perform graphile_worker.add_job(task, payload, job_key := enqueue_job.job_key);
  end
  $$;
select rowhouse.own_function('control.enqueue_job(text, json, text)', owner => 'rowhouse_owner', callers => 'rowhouse_app');

-- When a tenant opens again, its waiting jobs and mails go on at once. A job that is being put off at that
-- moment looks again within the hour (app/jobs/job.ts).
create or replace function control.wake_jobs() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform graphile_worker.reschedule_jobs(
      array(
        select j.id from graphile_worker.jobs j
        where j.run_at > now()
          and (j.id in (select own.id from control.jobs_of_tenant(new.id) own)
            or j.key in (select 'mail:' || m.id from control.mails m where m.tenant_id = new.id and m.sent_at is null))),
      run_at => now());
    return null;
  end
  $$;
select rowhouse.own_function('control.wake_jobs()', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- For running jobs, which the queue's own permanently_fail_jobs leaves out.
create or replace function control.take_last_attempt(job bigint) returns void
  language sql set search_path = pg_catalog, pg_temp
  as $$ update graphile_worker._private_jobs j set max_attempts = j.attempts where j.id = job $$;
select rowhouse.own_function('control.take_last_attempt(bigint)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');
