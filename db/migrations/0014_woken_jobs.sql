-- Jobs and mails of a tenant that wait because it is closed go on as soon as it is open again. One that was just being put
-- off at that moment looks again by itself, within the hour (app/jobs/job.ts).

grant update (run_at) on graphile_worker._private_jobs to rowhouse_ops;

create trigger wake_jobs after update on control.tenants for each row
  when (old.status <> 'active' and new.status = 'active') execute function control.wake_jobs();
