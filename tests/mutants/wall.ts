import type { Area } from "./mutant.ts";

/** What a thief is told who gets no row, what the start refuses, and what each query reads. */
export const wall: Area = {
  tests: ["isolation/side-channels.test"],
  mutants: [
    {
      what: "a wall is asked after a row was compared",
      find: `format('(select jsonb_build_object(coalesce(%s::text, ''''), true))[tenant_key] is not null', tenant)`,
      replace: `'true'`,
    },
    {
      what: "conditions that cost nothing are asked before the wall",
      find: `format('(select jsonb_build_object(coalesce(%s::text, ''''), true))[tenant_key] is not null', tenant)`,
      replace: `format('coalesce(%I = any (array[(select %s)]), false)', tenant_column, tenant)`,
    },
    {
      what: "conditions of costs that are no number are asked before the wall",
      find: `%1$s_key on`,
      replace: `%1$s_zebra on`,
      tests: ["isolation/side-channels-planted.test"],
    },
    {
      what: "an index is asked for what a query says in place of the wall",
      find: `filter (where a.attname is distinct from hidden)`,
      replace: `filter (where true)`,
    },
    {
      what: "PostgreSQL expects a part of the rows that the wall shows",
      find: `["(case when ", " = ", " then true end) is not null"]`,
      replace: `["", " = ", ""]`,
      tests: ["integration/estimates.test"],
    },
    {
      what: "a policy that comes before the wall's passes the check",
      find: `first === undefined || first === "view_key"`,
      replace: `true`,
      tests: ["integration/safety.test"],
    },
    {
      what: "in a union a query's conditions are asked before the wall",
      find: ` from %s where tenant_key is not null', view_name`,
      replace: ` from %s', view_name`,
    },
    {
      what: "a view of a superuser's, past the wall, passes the check",
      find: `c.relowner = to_regrole('rowhouse_owner') and t.relowner = c.relowner`,
      replace: `t.relowner = c.relowner`,
      tests: ["integration/safety.test"],
    },
    {
      what: "an index that compares the tenant second passes the check",
      find: `keys.columns[1] <> quote_ident(walled.column)`,
      replace: `quote_ident(walled.column) <> all (keys.columns)`,
      tests: ["integration/safety.test"],
    },
    {
      what: "EXPLAIN tells which people are common",
      find: `and a.attnum = any (c.conkey[2:]))`,
      replace: `and a.attnum = any (c.conkey))`,
    },
    {
      what: "requests that reach a table past its view pass the check",
      find: `where r.relkind in ('r', 'p', 'f') and (`,
      replace: `where false and (`,
      tests: ["integration/safety.test"],
    },
    {
      what: "rows of a tenant that is named in the middle of a statement are compared",
      find: `format('(select jsonb_build_object(coalesce(%s::text, ''''), true))[tenant_key] is not null', tenant)`,
      replace: `'(select jsonb_build_object(current_setting(''app.tenant_id''), true))[tenant_key] is not null'`,
    },
    {
      what: "an index that finds people of all tenants passes the check",
      find: `...(await openIndexes(client)),`,
      replace: ``,
      tests: ["integration/safety.test"],
    },
    {
      what: "PostgreSQL keeps statistics of what people wrote",
      find: `, control.keep_few_statistics(target);`,
      replace: `;`,
    },
    {
      what: "letters of names are in the statistics of an index",
      find: `alter index tenant.projects_named alter 1 set statistics 0;`,
      replace: ``,
    },
    {
      what: "how many owners a tenant has is told to anybody",
      find: `where m.tenant_id = tenant and m.user_id = acting and m.role = 'owner') then return false;`,
      replace: `where m.tenant_id = tenant and m.user_id = control.acting_user() and m.role = 'owner') then return false;`,
      tests: ["isolation/telling-functions.test", "integration/catalog.test"],
    },
    {
      what: "whether a tenant is there is told to anybody with an account",
      find: `perform from control.memberships m where m.tenant_id = tenant and m.user_id = holder; if not found then return null; end if; return (select t.id from control.tenants t where t.id = tenant and t.status <> 'deleted');`,
      replace: `return (select m.tenant_id from control.memberships m join control.tenants t on t.id = m.tenant_id and t.status <> 'deleted' where m.tenant_id = tenant and m.user_id = holder);`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "whether a tenant was deleted is told to anybody with an account",
      find: `perform from control.memberships m where m.tenant_id = own_tenant_state.tenant and m.user_id = acting; if found then`,
      replace: `if acting is not null and exists (select from control.tenants t where t.id = own_tenant_state.tenant) and exists (select from control.memberships m where m.tenant_id = own_tenant_state.tenant and m.user_id = acting) then`,
      tests: ["isolation/telling-functions.test"],
    },
    {
      what: "each invitation's mail reads all invitations",
      find: `where i.tenant_id = tenant and i.id = invitation`,
      replace: `where i.id = invitation`,
      tests: ["integration/function-plans.test"],
    },
    {
      what: "each invitation reads all that were mailed",
      find: `or m.to_email = any (array( select received.to_email from control.mails received where received.invited_by is not null and received.created_at > moment - interval '1 hour' and received.to_email = any (emails) group by received.to_email having count(*) >= 5))`,
      replace: `or m.to_email = any (select received.to_email from control.mails received where received.invited_by is not null and received.created_at > moment - interval '1 hour' and received.to_email = any (emails) group by received.to_email having count(*) >= 5)`,
      tests: ["integration/function-plans.test"],
    },
    {
      what: "a PostgreSQL that finds no stored text as a subscript passes the check",
      find: `.filter(({ isFound }) => !isFound)`,
      replace: `.filter(() => false)`,
      tests: ["db/safety/walls.test"],
    },
  ],
};
