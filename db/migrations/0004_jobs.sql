-- The two ways into the job queue. Both run in the caller's transaction: work is queued if and only if it commits.

-- Work somebody caused in a tenant. The payload names both, and both must be those of this transaction.
create function control.enqueue_job(task text, payload json, job_key text default null) returns void
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
revoke all on function control.enqueue_job(text, json, text) from public;
grant execute on function control.enqueue_job(text, json, text) to rowhouse_app;
grant execute on function control.entered_tenant() to rowhouse_owner;

-- A mail is written to the outbox; that it gets delivered follows.
create function control.mail_written() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  begin
    perform graphile_worker.add_job('deliver-mail', json_build_object('mailId', new.id), job_key := 'mail:' || new.id);
    return null;
  end
  $$;
revoke all on function control.mail_written() from public;
create trigger mail_written after insert on control.mails for each row execute function control.mail_written();
