-- db/functions/audit.sql says how the audit log is written.

create table tenant.audit_events (
  tenant_id uuid not null,
  -- Its place in the tenant's chain: 1, 2, 3, without a gap.
  id bigint not null check (id > 0),
  at timestamptz not null,
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('user', 'operator', 'system')),
  -- Such as `project.archived`.
  verb text not null,
  object_type text not null,
  object_id text not null,
  -- Its name at that time, to read once it is gone.
  object_name text,
  before jsonb,
  after jsonb,
  request_id text,
  ip_address text,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (tenant_id, id),
  -- Only SQL's null stands for nothing: JSON's null has the same hash, and could be put in its place.
  constraint audit_events_fields_check check (jsonb_typeof(before) = 'object' and jsonb_typeof(after) = 'object')
);
create index audit_events_verb on tenant.audit_events (tenant_id, verb, id);
create index audit_events_object on tenant.audit_events (tenant_id, object_type, object_id, id);
create index audit_events_at on tenant.audit_events (tenant_id, at);
-- A kind of object is a few verbs (`project`: `project.created`, `project.archived` …). So this index also
-- answers what a user did with one kind, without reading other events: app/domain/audit/reads.ts merges the
-- verbs' events.
create index audit_events_user on tenant.audit_events (tenant_id, actor_id, verb, id);
-- Events of the operator and of the product itself.
create index audit_events_no_user on tenant.audit_events (tenant_id, actor_kind, verb, id) where actor_id is null;

-- A transaction that appends locks its row. Made with the tenant: a head that is missing was taken away.
create table tenant.audit_heads (
  tenant_id uuid primary key,
  length bigint not null,
  hash bytea not null,
  at timestamptz not null
);
create trigger begin_chain after insert on control.tenants for each row execute function control.begin_chain();

select control.raise_wall('tenant.audit_events', entered => 'control.audited_tenant()');
select control.raise_wall('tenant.audit_heads', entered => 'control.audited_tenant()');
-- People's roles read events, and write them only by changes. Only the purge of a whole tenant deletes them.
revoke insert, update, delete on tenant.audit_events, tenant.audit_heads from rowhouse_worker;
revoke insert, update, delete on entered.audit_events, entered.audit_heads from rowhouse_app;
revoke update on tenant.audit_events from rowhouse_ops;

select control.keep_audit('tenant.projects', 'project', 'name');
select control.keep_audit('tenant.tasks', 'task', 'title');
select control.keep_audit('tenant.comments', 'comment');
select control.keep_audit('control.tenants', 'workspace', 'name');
select control.keep_audit('control.memberships', 'member', inserted => 'added');
select control.keep_audit('control.switches', 'member', inserted => 'switched');
select control.keep_audit('control.invitations', 'invitation', 'email');
