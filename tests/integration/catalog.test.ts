import { expect, test } from "vitest";
import { servingRoles } from "#db/roles.ts";
import { useDatabase } from "#tests/harness/database.ts";

/** Rules for every table, column and function that there is, and that will be. */

const db = useDatabase();

/** By what a role reaches a table `c`: requests by its view. */
const through = `coalesce(
  case role when 'rowhouse_app' then to_regclass(format('entered.%I', c.relname)) end, c.oid::regclass)`;

test("no moment that requests or jobs may write is one that a page can't show", async () => {
  const { rows: columns } = await db.admin.query<{ column: string; type: string; checks: string[] }>(
    `select format('%s.%s', c.oid::regclass, a.attname) as column, format_type(a.atttypid, null) as type,
       array(select pg_get_expr(k.conbin, k.conrelid) from pg_constraint k
         where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]) as checks
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind = 'r' and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)
       and a.atttypid in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
       and exists (select from unnest($1::text[]) role
         where has_column_privilege(role, ${through}, a.attname, 'insert, update'))`,
    [Object.values(servingRoles)],
  );
  const both = ["tenant.tasks.due_on", "control.invitations.sent_at"];
  expect(columns.map(({ column }) => column)).toEqual(expect.arrayContaining(both));
  const kept: string[] = [];
  for (const { column, type, checks } of columns) {
    for (const moment of ["infinity", "-infinity", "0044-03-15 BC", "275761-01-01"]) {
      const held = checks.map((check) => `(${check})`).join(" and ") || "true";
      const name = column.split(".").at(-1);
      const { rowCount } = await db.admin.query(
        `select from (select $1::text::${type} as ${name}) written where ${held}`,
        [moment],
      );
      if (rowCount) kept.push(`${column} = ${moment}`);
    }
  }
  expect(kept).toEqual([]);
});

test("whose a row is, who made it and when, is nothing that requests or jobs may change", async () => {
  const { rows } = await db.admin.query(
    `select format('%s.%s by %s', c.oid::regclass, a.attname, role) as change
     from pg_attribute a join pg_class c on c.oid = a.attrelid, unnest($1::text[]) role
     where c.relkind = 'r' and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)
       and a.attname in ('tenant_id', 'id', 'created_by', 'created_at', 'author_id', 'user_id')
       and has_column_privilege(role, ${through}, a.attname, 'update')`,
    [Object.values(servingRoles)],
  );
  expect(rows).toEqual([]);
});

test("no function reads a text otherwise in a session with other quoting", async () => {
  const { rows } = await db.admin.query(
    `select p.oid::regprocedure as function from pg_proc p
     where p.pronamespace in ('control'::regnamespace, 'tenant'::regnamespace, 'rowhouse'::regnamespace)
       and regexp_replace(p.prosrc, $1, '', 'g') like '%\\%'`,
    [String.raw`\mE'([^'\\]|\\.)*'`],
  );
  expect(rows).toEqual([]);
});

test("no function counts in days, which a session's time zone may stretch", async () => {
  const { rows } = await db.admin.query(
    `select p.oid::regprocedure as function from pg_proc p
     where p.pronamespace in ('control'::regnamespace, 'tenant'::regnamespace)
       and p.prosrc ~ '(\\m\\d+ (day|week|month|year)s?\\M|\\m(days|weeks|months|years) =>)'`,
  );
  expect(rows).toEqual([]);
});

test("no function asks who acts, and where, again for each row that it reads: counters would tell how many fit", async () => {
  const { rows } = await db.admin.query<{ name: string; body: string }>(
    `select p.oid::regprocedure::text as name, p.prosrc as body from pg_proc p
     where p.pronamespace in ('control'::regnamespace, 'tenant'::regnamespace)`,
  );
  const asks = /control\.(acting_user|acting_role|(entered|audited|worked)_(tenant|slug))\(\)/g;
  const statement = /\b(select|insert|update|delete|perform)\b[^;]*/gi;
  const inQueries = rows.flatMap(({ name, body }) => {
    const queries = body.replaceAll(/\(\s*select control\.\w+\(\)\)/g, "once").match(statement) ?? [];
    return queries.flatMap((query) =>
      /\b(from|update|into)\b/i.test(query) && query.match(asks) ? name : [],
    );
  });
  expect([...new Set(inQueries)].sort()).toEqual([]);
});
