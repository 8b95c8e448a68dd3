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

-- Queued only if the caller's transaction commits. The payload must name its tenant and its user, and gets a
-- ticket, which stands for the user's session while the job runs.
create or replace function control.enqueue_job(task text, payload json) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    -- 244 random bits.
    ticket constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
    -- The tenant as PostgreSQL writes it: jobs_of_tenant finds it by its text.
    whole constant jsonb := payload::jsonb || jsonb_build_object('ticket', ticket, 'tenantId', control.entered_tenant());
    job bigint;
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
    -- Of what is written: a number of a few letters may be one of a hundred thousand digits.
    if octet_length(whole::text) > 10000 or length(task) > 100 then
      raise exception 'a job names what it is about, and doesn''t carry it' using errcode = 'program_limit_exceeded';
    end if;
    select j.id into job from graphile_worker.add_job(task, whole::json) j;
    perform control.issue_ticket(job, ticket);
  end
  $$;
select rowhouse.own_function('control.enqueue_job(text, json)', owner => 'rowhouse_owner', callers => 'rowhouse_app');

create or replace function control.issue_ticket(job bigint, ticket text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    entered constant uuid := control.entered_tenant();
    acting constant uuid := control.acting_user();
  begin
    insert into control.job_tickets (job_id, ticket_hash, tenant_id, user_id)
    values (job, sha256(convert_to(ticket, 'UTF8')), entered, acting);
  end
  $$;
select rowhouse.own_function('control.issue_ticket(bigint, text)', owner => 'rowhouse_ops', callers => 'rowhouse_owner');

-- Good only while its job runs. Indexes: job_tickets_ticket_hash_key, the primary key of the jobs.
create or replace function control.holder_of_ticket(ticket text) returns table (tenant_id uuid, user_id uuid)
  language sql stable parallel safe set search_path = pg_catalog, pg_temp
  as $$
    select t.tenant_id, t.user_id
    from control.job_tickets t
    join graphile_worker._private_jobs j on j.id = t.job_id and j.locked_at is not null
    where t.ticket_hash = sha256(convert_to(ticket, 'UTF8'))
      -- The worker reads the queue, and so its tickets: it acts in no user's name.
      and session_user <> 'rowhouse_worker'
  $$;
select rowhouse.own_function('control.holder_of_ticket(text)', owner => 'rowhouse_ops');

-- Puts a new job in the place of one that runs, because waiting would use up its attempts. The ticket goes along.
create or replace function control.postpone_job(job bigint, seconds integer) returns void
  language plpgsql set search_path = pg_catalog, pg_temp
  as $$
  declare
    later bigint;
  begin
    select added.id into later
    from graphile_worker._private_jobs j
    join graphile_worker.jobs known on known.id = j.id
    cross join lateral graphile_worker.add_job(
      known.task_identifier, j.payload, run_at := now() + make_interval(secs => seconds), max_attempts := j.max_attempts,
      job_key := j.key) added
    where j.id = job;
    perform control.move_ticket(job, later);
  end
  $$;
select rowhouse.own_function('control.postpone_job(bigint, integer)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

create or replace function control.move_ticket(job bigint, later bigint) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$ update control.job_tickets t set job_id = later where t.job_id = job $$;
select rowhouse.own_function('control.move_ticket(bigint, bigint)', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

create or replace function control.delete_spent_tickets() returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$
    delete from control.job_tickets t
    where not exists (select from graphile_worker._private_jobs j where j.id = t.job_id)
  $$;
select rowhouse.own_function('control.delete_spent_tickets()', owner => 'rowhouse_ops', callers => 'rowhouse_worker');

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
