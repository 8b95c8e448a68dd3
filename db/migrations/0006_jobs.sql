-- What belongs to graphile-worker's queue: the tables are its own, and db/functions/job.sql has the ways into it.

grant update (run_at) on graphile_worker._private_jobs to rowhouse_ops;

create trigger wake_jobs after update on control.tenants for each row
  when (old.status <> 'active' and new.status = 'active') execute function control.wake_jobs();
