-- The queue's tables are graphile-worker's own (db/functions/job.sql).

create trigger wake_jobs after update on control.tenants for each row
  when (old.status <> 'active' and new.status = 'active') execute function control.wake_jobs();

-- What a job of a user shows in place of the user's session (db/functions/job.sql). Only its hash is kept here.
create table control.job_tickets (
  -- graphile-worker's.
  job_id bigint primary key,
  ticket_hash bytea not null unique,
  tenant_id uuid not null references control.tenants,
  user_id uuid not null references control.users on delete cascade,
  created_at timestamptz not null default now()
);
create index job_tickets_tenant_id on control.job_tickets (tenant_id);
select control.raise_wall('control.job_tickets', is_shown => false);
