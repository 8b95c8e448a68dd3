/** SQL for the column by which the wall tells whose a row is. @param relation SQL for the oid of a table or of its view */
export const tenantColumnOf = (relation: string) => `(
  select case when named.relname = 'tenants' and space.nspname in ('control', 'entered') then 'id' else 'tenant_id' end
  from pg_class named join pg_namespace space on space.oid = named.relnamespace where named.oid = ${relation})`;
