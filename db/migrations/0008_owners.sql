-- What must stay true of a tenant while its people and its address change: it has an owner, and its people find it.

-- The purge of a whole tenant, done as rowhouse_ops and never by those who serve requests, takes its owners with it. Of
-- deferred triggers on one row the first by name runs first: this one takes the tenant's row before `write_audit` takes
-- the end of its chain, as every change does.
create constraint trigger keep_owner after update or delete on control.memberships deferrable initially deferred
  for each row when (
    old.role = 'owner' and (
      session_user = 'rowhouse_app' or current_user <> 'rowhouse_ops'
      or current_setting('app.purging', true) is distinct from old.tenant_id::text
    )
  )
  execute function control.keep_owner();
