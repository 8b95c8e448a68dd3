-- How work gets into the queue, and goes on after it had to wait. The queue is graphile-worker's and belongs to the owner.
-- Its tables whose names begin with _private_ may change with its version, and are named here alone: everything else uses
-- its view `jobs` and its functions.

grant usage on schema graphile_worker to rowhouse_worker, rowhouse_ops;
grant select, insert, update, delete on all tables in schema graphile_worker to rowhouse_worker;
grant usage on all sequences in schema graphile_worker to rowhouse_worker;
grant select on all tables in schema graphile_worker to rowhouse_ops;
-- What complete_jobs and reschedule_jobs do.
grant delete, update (run_at, priority, attempts, max_attempts, updated_at) on graphile_worker._private_jobs to rowhouse_ops;

-- Its row-level security lets in the owner alone, so the worker gets policies. One that is there is left as it is: to make it
-- again would lock the queue.
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

-- A tenant's jobs. A job carries its tenant in its payload, which the view doesn't show. The queue holds only work that isn't
-- done, so it is small enough to be looked through.
create or replace function control.jobs_of_tenant(tenant uuid) returns table (id bigint, is_running boolean)
  language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select j.id,
      -- From then on the queue takes a job for abandoned.
      coalesce(j.locked_at > now() - interval '4 hours', false)
    from graphile_worker._private_jobs j where j.payload ->> 'tenantId' = tenant::text
  $$;
select rowhouse.own_function('control.jobs_of_tenant(uuid)', owner => 'rowhouse_ops');

-- Queues work that a user caused in a tenant, if and only if the caller's transaction commits. The payload names both,
-- and both must be those of this transaction.
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

-- Lets a job that runs have no further attempt. The queue's own permanently_fail_jobs leaves out jobs that run.
create or replace function control.take_last_attempt(job bigint) returns void
  language sql set search_path = pg_catalog, pg_temp
  as $$ update graphile_worker._private_jobs j set max_attempts = j.attempts where j.id = job $$;
select rowhouse.own_function('control.take_last_attempt(bigint)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');
