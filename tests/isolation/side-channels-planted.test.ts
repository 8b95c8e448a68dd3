import { beforeAll, expect, test } from "vitest";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { Listener } from "./listener.ts";

/** What side-channels.test.ts compares would differ, were the wall built otherwise. */

const db = useUnopenedDatabase();
let listener: Listener;

beforeAll(async () => {
  listener = await Listener.at(db);
});

/** As long as projects, their view or their wall are altered. */
async function toldWith(altered: string): Promise<string[]> {
  const client = await db.admin.connect();
  const { rows: walls } = await client.query<{ policy: string; using: string }>(
    `select polname as policy, pg_get_expr(polqual, polrelid) as using from pg_policy
     where polrelid = 'tenant.projects'::regclass and polname in ('view_key', 'view_tenant')`,
  );
  const { rows: views } = await client.query("select pg_get_viewdef('entered.projects'::regclass) as text");
  try {
    await client.query(altered);
    return await listener.told(listener.probes.filter(({ view }) => view === "entered.projects"));
  } finally {
    for (const { policy, using } of walls)
      await client.query(
        `drop policy if exists ${policy} on tenant.projects;
         create policy ${policy} on tenant.projects as restrictive to rowhouse_owner using (${using})`,
      );
    await client.query(
      `revoke select (tenant_id) on entered.projects from rowhouse_app;
       create or replace view entered.projects as ${views[0].text};
       drop index if exists tenant.planted`,
    );
    client.release();
  }
}

test("a wall that compares the tenant alone would tell: that comes last", async () => {
  const found = await toldWith("drop policy view_key on tenant.projects");
  expect(found).toEqual(
    expect.arrayContaining([
      "entered.projects.name within, with an id that is none, without index scans",
      "entered.projects.name within, then long, inside another tenant, without index scans",
    ]),
  );
});

test("a wall whose first comparison costs something would tell: a query's may cost nothing", async () => {
  const found = await toldWith(
    `alter policy view_key on tenant.projects
     using (coalesce(tenant_id = any (array[(select control.entered_tenant())]), false))`,
  );
  expect(found).toContain("entered.projects.name subscript, inside another tenant, without index scans");
});

test("a tenant's column that requests may read would tell: a query's comparison takes the wall's place in an index", async () => {
  const found = await toldWith("grant select (tenant_id) on entered.projects to rowhouse_app");
  expect(found).toContain(
    "entered.projects.updated_at equal, of a tenant that changes, inside another tenant, without seq scans",
  );
  // The wall's second level is there for this: without it, costs that are no number would tell as well.
  expect(found.filter((way) => way.includes("costs that overflow"))).toEqual([]);
});

test("such a column and a wall in one policy would tell: costs can be made that are no number", async () => {
  const found = await toldWith(
    `grant select (tenant_id) on entered.projects to rowhouse_app;
     alter policy view_key on tenant.projects
     using ((select jsonb_build_object(coalesce(control.entered_tenant()::text, ''), true))[tenant_key] is not null
       and tenant_id = (select control.entered_tenant()));
     drop policy view_tenant on tenant.projects`,
  );
  expect(found).toContain(
    "entered.projects.name made equal to the tenant, with nothing, with costs that overflow",
  );
});

test("a view without a condition would tell, in a union: the query's conditions come first there", async () => {
  const found = await toldWith(`
    do $$ begin
      execute 'create or replace view entered.projects as '
        || regexp_replace(pg_get_viewdef('entered.projects'::regclass), '\\s+WHERE .*', '');
    end $$`);
  expect(found).toContain("entered.projects.name subscript, in a union, with nothing, as it is");
  expect(found).toContain("entered.projects.name one of, in a union, with nothing, with the smallest costs");
});

test("an index without the tenant would tell", async () => {
  const found = await toldWith("create index planted on tenant.projects (name)");
  expect(found).toContain("entered.projects.name equal, with nothing, without seq scans");
});
