-- How the audit log is read: by person and verb together. A kind of object is its verbs (`project` is `project.created`,
-- `project.archived` …), and there are few of them; so one index answers what a person did, and what of one kind, without
-- looking at anything else they did. app/domain/audit/reads.ts puts the verbs' events together.

create index audit_events_person on tenant.audit_events (tenant_id, actor_id, verb, id);
drop index tenant.audit_events_actor;

-- What no person did, apart for the operator and the product itself.
create index audit_events_nobody on tenant.audit_events (tenant_id, actor_kind, verb, id) where actor_id is null;
