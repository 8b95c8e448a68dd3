-- The head of a tenant's audit log is there from the tenant's beginning, so that one that is missing was taken away:
-- `rowhouse audit verify` says so, and nothing more is done in that tenant until somebody has looked: but by the operator,
-- who must be able to close it.

-- Where nothing was, SQL's null says so; JSON's has the same hash, and could be put in its place.
alter table tenant.audit_events
  add constraint audit_events_fields_check check (jsonb_typeof(before) = 'object' and jsonb_typeof(after) = 'object');

create trigger begin_chain after insert on control.tenants for each row execute function control.begin_chain();
set local role rowhouse_ops;
insert into tenant.audit_heads (tenant_id, length, hash, at)
  select id, 0, '', '-infinity' from control.tenants on conflict do nothing;
reset role;
