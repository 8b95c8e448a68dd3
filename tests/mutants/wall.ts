import type { Area } from "./mutant.ts";

/** What a thief is told who gets no row, and what the start refuses. */
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
      find: `filter (where a.attname <> hidden)`,
      replace: `filter (where hidden is not null)`,
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
      what: "EXPLAIN tells of numbers and hashes how often they are there",
      find: `, 'bytea'::regtype, 'smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)`,
      replace: `)`,
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
      find: `if col.is_content then`,
      replace: `if false then`,
    },
    {
      what: "letters of names are in the statistics of an index",
      find: `alter index tenant.projects_named alter 1 set statistics 0;`,
      replace: ``,
    },
  ],
};
