-- The audit log: who did what to what, in every tenant. Nobody writes it by hand. Triggers note each change of a row
-- that belongs to a tenant, in the transaction that makes it, whichever code, job, command or person makes it.
--
-- A tenant's events form a chain: each has the next number and a hash over all it says and the hash before it
-- (B. Schneier, J. Kelsey, "Secure audit logs to support computer forensics", 1999), and the tenant's head keeps the last
-- number and hash. An event that is altered, taken out, put in or moved breaks it; `rowhouse audit verify` says where.

create table tenant.audit_events (
  tenant_id uuid not null,
  -- Its place in the tenant's chain: 1, 2, 3, without a gap.
  id bigint not null check (id > 0),
  at timestamptz not null,
  -- Null unless a person did it.
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('person', 'operator', 'system')),
  -- What was done, to what kind of thing: `project.archived`.
  verb text not null,
  object_type text not null,
  object_id text not null,
  -- What it was called, for people to read once it is gone.
  object_name text,
  -- The fields that were changed, as they were and as they became.
  before jsonb,
  after jsonb,
  request_id text,
  ip_address text,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (tenant_id, id)
);
create index audit_events_actor on tenant.audit_events (tenant_id, actor_id, id);
create index audit_events_verb on tenant.audit_events (tenant_id, verb, id);
create index audit_events_object on tenant.audit_events (tenant_id, object_type, object_id, id);
create index audit_events_at on tenant.audit_events (tenant_id, at);

-- Where each chain ends. Whoever appends holds its row until the transaction is over.
create table tenant.audit_heads (
  tenant_id uuid primary key,
  length bigint not null,
  hash bytea not null,
  at timestamptz not null
);

select control.raise_wall('tenant.audit_events');
select control.raise_wall('tenant.audit_heads');
-- What happened, happened: people's roles read events, and write them by changing something. Only the purge of a whole
-- tenant deletes.
revoke insert, update, delete on tenant.audit_events, tenant.audit_heads from rowhouse_app, rowhouse_worker;
revoke update on tenant.audit_events from rowhouse_ops;

select control.keep_audit('tenant.projects', 'project', 'name');
select control.keep_audit('tenant.tasks', 'task', 'title');
select control.keep_audit('tenant.comments', 'comment');
select control.keep_audit('control.tenants', 'workspace', 'name');
select control.keep_audit('control.memberships', 'member', inserted => 'added');
select control.keep_audit('control.switches', 'member', inserted => 'switched');
