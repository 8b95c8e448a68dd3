import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { servingRoles } from "#db/roles.ts";
import { requireSafeConnection, safetyProblems } from "#db/safety.ts";
import { useDatabase } from "#tests/harness/database.ts";

const db = useDatabase();

test("the database is as the design says, for the roles of requests and of jobs", async () => {
  expect(await problemsAfter("select 1", "rowhouse_app")).toEqual([]);
  await expect(requireSafeConnection(db.database.appPool)).resolves.toBeUndefined();
  expect(await problemsAfter("select 1", "rowhouse_worker")).toEqual([]);
});

test("a superuser's connection is refused before anything is served", async () => {
  await expect(requireSafeConnection(db.admin)).rejects.toThrow(/postgres is superuser/);
});

test.each([
  [
    "row-level security disabled",
    "alter table tenant.tasks disable row level security",
    /tenant.tasks.*disabled/,
  ],
  ["not forced", "alter table tenant.tasks no force row level security", /tenant.tasks does not force/],
  [
    "a second permissive policy",
    "create policy more on tenant.tasks for select to public using (true)",
    /not the wall's: more/,
  ],
  [
    "a policy that lets everything through",
    "alter policy view_tenant on tenant.tasks using (true)",
    /not the wall's: view_tenant/,
  ],
  ["a wall dropped", "drop policy view_tenant on tenant.comments", /lacks the policy view_tenant/],
  [
    "a policy that is asked for the rows that fit alone",
    "drop policy view_key on tenant.tasks",
    /lacks the policy view_key/,
  ],
  [
    "policies in another order",
    "alter policy view_key on tenant.tasks rename to view_zebra",
    /lacks the policy view_key/,
  ],
  [
    "a key that need not be the tenant's",
    "alter table tenant.tasks alter tenant_key drop expression",
    /tenant.tasks does not generate its tenant_key/,
  ],
  [
    "requests that reach a table itself",
    "grant select (title) on tenant.tasks to rowhouse_app",
    /rowhouse_app reaches the table tenant.tasks itself/,
  ],
  [
    "a table of no tenant that requests may read a column of",
    "grant select (email) on control.users to rowhouse_app",
    /rowhouse_app reaches the table control.users itself/,
  ],
  [
    "the same, of secrets",
    "grant select (token_hash) on control.sessions to rowhouse_app",
    /rowhouse_app reaches the table control.sessions itself/,
  ],
  [
    "a view without its condition",
    "create or replace view entered.audit_heads as select tenant_id, length, hash, at, tenant_key from tenant.audit_heads",
    /rowhouse_app reaches the view entered.audit_heads/,
  ],
  [
    "a view of a table's rows without its condition, of whose columns requests may only read some",
    "create or replace view entered.invitations as select tenant_id, id, email, role, mailed_hashes, link_hash, link_key_id, " +
      "invited_by, created_at, sent_at, expires_at, accepted_at, accepted_by, revoked_at, tenant_key from control.invitations",
    /rowhouse_app reaches the view entered.invitations/,
  ],
  [
    "a view of whose rows requests may read the tenant's column",
    "grant select on entered.tasks to rowhouse_app",
    /rowhouse_app may read tenant_id of entered.tasks/,
  ],
  [
    "the same, of the tenants themselves",
    "grant select (id) on entered.tenants to rowhouse_app",
    /rowhouse_app may read id of entered.tenants/,
  ],
  [
    "a view of somebody who passes the wall",
    "alter view entered.audit_heads owner to postgres; alter table tenant.audit_heads owner to postgres",
    /rowhouse_app reaches the view entered.audit_heads/,
  ],
  [
    "a policy that is asked before the key",
    "create policy a_first on tenant.tasks as restrictive for update to rowhouse_owner using (true)",
    /tenant.tasks asks a_first before view_key/,
  ],
  [
    "a new table without a wall",
    "create table tenant.bills (tenant_id uuid, id uuid, primary key (tenant_id, id))",
    /tenant.bills.*disabled/,
  ],
  [
    "a new table without a tenant",
    "create table control.notes (id uuid); grant select on control.notes to rowhouse_app",
    /control.notes has no tenant_id/,
  ],
  [
    "a key without the tenant",
    "create table tenant.bills (tenant_id uuid, id uuid primary key)",
    /tenant.bills needs primary key/,
  ],
  ["a unique index across tenants", "create unique index on tenant.tasks (title)", /unique across tenants/],
  [
    "an index by which people of all tenants are found",
    "create index on control.people (email)",
    /people_email_idx on control.people finds rows past the wall: let it begin with tenant_id/,
  ],
  [
    "an index that compares people of all tenants, before it compares the tenant",
    "create index on control.people (user_id, tenant_id)",
    /people_user_id_tenant_id_idx on control.people finds rows past the wall/,
  ],
  [
    "an index by which all tenants are found",
    "create index on control.tenants (lower(slug))",
    /tenants_lower_idx on control.tenants finds rows past the wall: let it begin with id/,
  ],
  ["an index not led by the tenant", "create index on tenant.tasks (title)", /not led by the tenant/],
  [
    "a reference without the tenant",
    "alter table tenant.tasks add unique (id), add parent_id uuid references tenant.tasks (id)",
    /tasks_parent_id_fkey.*point at another's row/,
  ],
  [
    "a reference across planes",
    "alter table tenant.tasks add by_id uuid references control.users",
    /planes do not reference/,
  ],
  [
    "more than rows may be touched",
    "grant truncate on tenant.tasks to rowhouse_app",
    /rowhouse_app may truncate tenant.tasks/,
  ],
  [
    "everybody may create",
    "grant create on schema tenant to public",
    /everybody may create objects in schema tenant/,
  ],
  [
    "a view that reads as its owner",
    "create view control.all_tasks as select * from tenant.tasks; grant select on control.all_tasks to rowhouse_app",
    /view control.all_tasks/,
  ],
  [
    "a definer function nobody knows",
    "create function control.peek() returns int language sql security definer as 'select 1'",
    /control.peek\(\) runs with its owner's rights/,
  ],
  [
    "a definer function without search_path",
    "alter function control.open_door(text, text) reset all",
    /open_door.*search_path/,
  ],
  [
    "a definer function that looks among temporary objects first",
    "alter function control.open_door(text, text) set search_path = ''",
    /open_door.*must have set search_path = pg_catalog, pg_temp/,
  ],
  [
    "a function that looks there when a definer calls it",
    "alter function control.may_grant(text, text) set search_path = ''",
    /may_grant.*must have set search_path = pg_catalog, pg_temp/,
  ],
  [
    "a definer function that shows its plans",
    "alter function control.request_reset(text, text) reset debug_print_plan",
    /request_reset.*must have set debug_print_plan = off/,
  ],
  [
    "everybody may make temporary objects",
    "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
    /everybody may create temporary objects.*run "revoke temporary on database test_\w+ from public"/,
  ],
  ...servingRoles.map((role): [string, string, RegExp] => [
    `${role} may make temporary objects`,
    `do $$ begin execute format('grant temporary on database %I to ${role}', current_database()); end $$`,
    new RegExp(`${role} may create temporary objects`),
  ]),
  [
    "a function that is in no file",
    "create function control.helper() returns int language sql as 'select 1'",
    /control.helper\(\) is in no file of db\/functions/,
  ],
  [
    "a function that is gone",
    "drop function control.shortened(jsonb, integer)",
    /control.shortened\(jsonb,integer\) is not there: run `rowhouse migrate`/,
  ],
  [
    "a function that everybody may run",
    "grant execute on function control.may_grant(text, text) to public",
    /control.may_grant\(text,text\) may be run by everybody/,
  ],
  [
    "a definer function of another owner",
    "alter function control.open_door(text, text) owner to postgres",
    /belongs to postgres/,
  ],
  [
    "a definer function for everybody",
    "grant execute on function control.entered_tenant() to public",
    /may be run by everybody/,
  ],
  [
    "a wall function gone",
    "alter function control.entered_tenant() security invoker",
    /entered_tenant\(\) does not run with its owner's rights/,
  ],
  [
    "a table that is not in the audit log",
    "drop trigger write_audit on tenant.tasks",
    /tenant.tasks is not in the audit log/,
  ],
  [
    "an audit trigger switched off",
    "alter table control.memberships disable trigger write_audit",
    /control.memberships is not in the audit log/,
  ],
  ["the app may bypass", "alter role rowhouse_app bypassrls", /rowhouse_app is bypassrls/],
  ["the worker may create roles", "alter role rowhouse_worker createrole", /rowhouse_worker is createrole/],
  [
    "the owner is more than an owner",
    "alter role rowhouse_owner superuser",
    /rowhouse_owner is superuser: run "alter role rowhouse_owner nosuperuser"/,
  ],
  [
    "the operator's role may do more than see",
    "grant pg_write_all_data to rowhouse_ops",
    /rowhouse_ops is a member of pg_write_all_data/,
  ],
  [
    "the operator's role can't sign in",
    "alter role rowhouse_ops nologin",
    /rowhouse_ops can't sign in: run "alter role rowhouse_ops login"/,
  ],
  ["the app may act as ops", "grant rowhouse_ops to rowhouse_app", /member of rowhouse_ops/],
  [
    "the app begins with a setting of its own",
    "set local session authorization rowhouse_app; alter role rowhouse_app set default_transaction_read_only = on; reset session authorization",
    /rowhouse_app has default_transaction_read_only=on as its own setting: run "alter role rowhouse_app reset default_transaction_read_only"/,
  ],
  [
    "the worker does in this database",
    "do $$ begin execute format('alter role rowhouse_worker in database %I set work_mem = 64', current_database()); end $$",
    /rowhouse_worker has work_mem=64 in database test_\w+ as its own setting: run "alter role rowhouse_worker in database test_\w+ reset work_mem"/,
  ],
  [
    "the app may open few connections",
    "alter role rowhouse_app connection limit 5",
    /rowhouse_app may open 5 connections at most: run "alter role rowhouse_app connection limit -1"/,
  ],
  [
    "the worker can sign in for a while",
    "alter role rowhouse_worker valid until '2100-01-01'",
    /rowhouse_worker can sign in until 2100-01-01 \S+ only: run "alter role rowhouse_worker valid until 'infinity'"/,
  ],
  [
    "the app owns a table",
    "alter table tenant.tasks owner to rowhouse_app",
    /rowhouse_app owns table tenant.tasks/,
  ],
])("it is noticed: %s", async (_what, sql, problem) => {
  expect((await problemsAfter(sql, "rowhouse_app")).join("\n")).toMatch(problem);
});

test.each(["lo_creat(0)", "lo_create(0)", "lo_from_bytea(0, 'x')"])(
  "those who serve people can't make large objects, which have no wall: %s",
  async (call) => {
    const made = problemsAfter(
      `set local session authorization rowhouse_app; select ${call}`,
      "rowhouse_app",
    );
    await expect(made).rejects.toMatchObject({ code: "42501" });
  },
);

/** For a database changed by `sql`, signed in as a role; the change is rolled back. */
async function problemsAfter(sql: string, role: string): Promise<string[]> {
  const client: PoolClient = await db.admin.connect();
  try {
    await client.query(`begin; ${sql}; set local session authorization ${role}`);
    return await safetyProblems(client);
  } finally {
    await client.query("rollback");
    client.release();
  }
}
