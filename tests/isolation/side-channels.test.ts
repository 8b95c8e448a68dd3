import { beforeAll, expect, test } from "vitest";
import { knownTables } from "#app/domain/query.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { Listener, type Probe } from "./listener.ts";
import { questions, type Value } from "./questions.ts";
import { areTold } from "./tells.ts";

/** What fits another tenant's row, and what fits none, must look the same (side-channels-planted.test.ts: where it would not). */

const db = useUnopenedDatabase();
let listener: Listener;

beforeAll(async () => {
  listener = await Listener.at(db);
});

test("no plan, counter or error tells whether another tenant's row fits", async () => {
  expect(new Set(listener.probes.map(({ view }) => view)).size).toBeGreaterThan(5);
  expect(await listener.told()).toEqual([]);
});

test("nor does a query that names the other tenant once its own is proved", async () => {
  const { acme, globex, globexOwner } = listener.stage;
  const found: string[] = [];
  await listener.asThief(async (client) => {
    const look = async ({ view, column }: Probe, value: Value) => {
      await client.query(
        `begin; set local app.session = '${globexOwner.session}'; set local app.tenant_id = '${globex.id}';
         ${oneAfterTheOther.map((option) => `set local ${option};`).join("")}`,
      );
      // biome-ignore lint/plugin: the thief's own
      const naming = `set_config('app.tenant_id', case when own.id is null then '' else '${acme.id}' end, true)`;
      const what = await listener.seen(
        client,
        `select from (select '${globex.id}'::uuid as id from generate_series(1, 1) offset 0) own
         cross join lateral (select ${naming} offset 0) named
         join ${view} c on c.tenant_key = own.id::text and c.${column} >= ${value.sql} and c.${column} <= ${value.sql}
           and c.${column}::text > (select '' from generate_series(7, 7) offset 0)`,
        value,
      );
      await client.query("rollback");
      return what;
    };
    for (const probe of listener.probes) {
      const { view, column, held, missing } = probe;
      if (column === "tenant_key") continue;
      const isTold = await areTold(
        () => look(probe, held),
        () => look(probe, missing),
      );
      if (isTold) found.push(`${view}.${column}`);
    }
  });
  expect(found).toEqual([]);
});

/** So that a query's parts run in the order in which they are written. */
const oneAfterTheOther = [
  ...[
    "enable_indexscan = off",
    "enable_bitmapscan = off",
    "enable_indexonlyscan = off",
    "enable_hashjoin = off",
  ],
  ...["enable_mergejoin = off", "enable_material = off", "enable_memoize = off", "join_collapse_limit = 1"],
];

test("each question is answered, but for those that say what requests may not read", async () => {
  const { stage, probes } = listener;
  const probe = probes.find(({ view, column }) => view === "entered.projects" && column === "name") as Probe;
  const refused: string[] = [];
  await listener.asThief(async (client) => {
    for (const [way, question] of Object.entries(questions)) {
      await client.query(`begin; set local my.tenant = '${stage.globex.id}'`);
      const refusal = client.query(`explain analyze ${question({ ...probe, value: probe.held })}`);
      await refusal.catch((error: Error) => refused.push(`${way}: ${error.message}`));
      await client.query("rollback");
    }
  });
  const why = "permission denied for view projects";
  expect(refused).toEqual([`made equal to the tenant: ${why}`, `equal, of a tenant that changes: ${why}`]);
});

test("EXPLAIN tells from statistics, and PostgreSQL keeps none of a person, a word or a number", async () => {
  await db.admin.query("analyze");
  const { rows } = await db.admin.query<{ column: string }>(`
    select distinct format('%s.%s', a.attrelid::regclass, a.attname) as column
    from pg_statistic s
    join pg_attribute a on (a.attrelid, a.attnum) = (s.starelid, s.staattnum)
    left join pg_index i on i.indexrelid = s.starelid
    join pg_policy p on p.polrelid = coalesce(i.indrelid, s.starelid) and p.polname = 'view_tenant'
    order by 1`);
  const ofTenants = [...knownTables()].flatMap(([name, { schema, tenantColumn }]) =>
    tenantColumn ? `${schema}.${name}.${tenantColumn}` : [],
  );
  const found = rows.map(({ column }) => column).filter((column) => !ofTenants.includes(column));
  expect(found).toEqual([
    ...["control.invitations.accepted_at", "control.invitations.id", "control.invitations.revoked_at"],
    ...["control.tenants.deleted_at", "control.tenants.purge_after", "control.tenants.suspended_since"],
    ...["tenant.audit_events.id", "tenant.comments.id", "tenant.comments.task_id"],
    ...["tenant.projects.archived_at", "tenant.projects.id"],
    ...["tenant.tasks.due_on", "tenant.tasks.id", "tenant.tasks.project_id"],
  ]);
});
