-- The queue's tables are graphile-worker's own (db/functions/job.sql).

create trigger wake_jobs after update on control.tenants for each row
  when (old.status <> 'active' and new.status = 'active') execute function control.wake_jobs();
