import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { urlAs } from "#db/roles.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { type Asked, asValue, otherThan, questions, type Value } from "./questions.ts";
import { type Stage, setStage } from "./stage.ts";
import { type Counted, countedRelations, countersOf, planners, removeDeadRows } from "./tells.ts";

/**
 * A query that gets no row may still tell one: whether a row fits what it asked for shows if the wall's function is
 * called for it alone, by an error, by what EXPLAIN ANALYZE says was executed, and by PostgreSQL's counters. Each column
 * that rowhouse_app may name is asked for a value that acme has, and for one that nobody has: all must be the same.
 */

const db = useUnopenedDatabase();
let stage: Stage;
let relations: Counted;
let probes: Probe[];

interface Probe extends Omit<Asked, "value"> {
  held: Value;
  missing: Value;
}

const longTexts: Record<string, string> = {
  "entered.projects": "description",
  "entered.tasks": "description",
  "entered.comments": "body",
};

beforeAll(async () => {
  stage = await setStage(db.admin);
  for (const [table, column] of Object.entries(longTexts))
    await db.admin.query(
      `update ${table.replace(/^entered/, "tenant")} set ${column} = $2 where tenant_id = $1`,
      [stage.acme.id, randomBytes(3_700).toString("base64")],
    );
  await removeDeadRows(db.admin);
  relations = await countedRelations(db.admin);
  probes = await findProbes();
});

/** Of values that the other tenant has as well, there is nothing to tell. */
async function findProbes(): Promise<Probe[]> {
  const [own, other] = [stage.globex.id, stage.acme.id];
  interface ShownColumn {
    view: string;
    table: string;
    column: string;
    type: string;
  }
  const { rows: columns } = await db.admin.query<ShownColumn>(`
    select c.oid::regclass::text as view, shown.oid::regclass::text as table, quote_ident(a.attname) as column,
      a.atttypid::regtype::text as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_class shown on shown.relname = c.relname and shown.relkind in ('r', 'p')
    where c.relnamespace = 'entered'::regnamespace and c.relkind = 'v'
      and has_column_privilege('rowhouse_app', c.oid, a.attnum, 'select')
    order by c.oid::regclass::text, a.attnum`);
  const found: Probe[] = [];
  for (const { view, table, column, type } of columns) {
    const tenantColumn = view === "entered.tenants" ? "id" : "tenant_id";
    const { rows } = await db.admin.query<{ value: string }>(
      `select ${column}::text as value from ${table} where tenant_key = $1 and ${column} is not null
         and ${column} not in (select ${column} from ${table} where tenant_key = $2 and ${column} is not null) limit 1`,
      [other, own],
    );
    const value = rows[0]?.value;
    if (value === undefined) continue;
    const [held, missing] = [asValue(value, type), asValue(otherThan(value, type), type)];
    found.push({
      view,
      column,
      tenantColumn,
      held,
      missing,
      long: longTexts[view] ?? "null::text",
      own,
      other,
    });
  }
  return found;
}

/** What a connection says of itself. */
const thieves: Record<string, () => Record<string, string>> = {
  "with nothing": () => ({}),
  "with a tenant's id": () => ({ "app.tenant_id": stage.acme.id }),
  "with an id that is none": () => ({ "app.tenant_id": "not a uuid", "app.session": "none" }),
  "with another tenant's session": () => ({
    "app.tenant_id": stage.acme.id,
    "app.session": stage.globexOwner.session,
  }),
  "inside another tenant": () => ({
    "app.tenant_id": stage.globex.id,
    "app.session": stage.globexOwner.session,
  }),
};

/** What a thief sees of a statement, without the value. */
async function seen(client: Client, sql: string, value: Value): Promise<string> {
  const before = await countersOf(client, relations);
  try {
    const { rows } = await client.query<{ "QUERY PLAN": string }>(
      `explain (analyze, costs off, timing off, summary off, buffers off) ${sql}`,
    );
    const plan = rows
      .map((row) => row["QUERY PLAN"])
      .join("\n")
      .replaceAll(/'[^']*'|(?<=[<>=] )\d+/g, "value");
    const counted = (await countersOf(client, relations)).map((count, place) => count - (before[place] ?? 0));
    return `${plan}\n${counted}`;
  } catch (error) {
    return (error as Error).message.replaceAll(value.sql, "value");
  }
}

/** Columns that tell, and how. */
async function told(some: readonly Probe[] = probes): Promise<string[]> {
  const client = new Client({ connectionString: urlAs("rowhouse_app", db.url, db.secret) });
  await client.connect();
  const look = async (sql: string, value: Value, settings: readonly string[]) => {
    await client.query(`begin; ${settings.map((setting) => `set local ${setting};`).join("")}`);
    const what = await seen(client, sql, value);
    await client.query("rollback");
    return what;
  };
  // Definitions that others change make PostgreSQL plan again, which reads and is counted. What tells, tells again.
  const isTold = async (
    question: (value: Value) => string,
    { held, missing }: Probe,
    local: readonly string[],
  ) => {
    for (let time = 0; time < 3; time++) {
      const whatFits = await look(question(held), held, local);
      if (whatFits === (await look(question(missing), missing, local))) return false;
    }
    return true;
  };
  const found: string[] = [];
  try {
    for (const [thief, settings] of Object.entries(thieves)) {
      const says = [
        ...Object.entries(settings()).map(([name, value]) => `${name} = '${value}'`),
        `my.tenant = '${stage.globex.id}'`,
        // Parallel workers race: what each of them counts is chance.
        "max_parallel_workers_per_gather = 0",
        // Made by a first look: making plans reads, too.
        "plan_cache_mode = force_generic_plan",
      ];
      for (const probe of some)
        await look(questions.equal?.({ ...probe, value: probe.missing }) ?? "", probe.missing, says);
      for (const [planner, switches] of Object.entries(planners)) {
        for (const probe of some) {
          for (const [way, question] of Object.entries(questions)) {
            const asked = (value: Value) => question({ ...probe, value }) ?? "";
            if (!asked(probe.held)) continue;
            if (await isTold(asked, probe, [...says, ...switches]))
              found.push(`${probe.view}.${probe.column} ${way}, ${thief}, ${planner}`);
          }
        }
      }
    }
  } finally {
    await client.end();
  }
  return found;
}

test("no plan, counter or error tells whether another tenant's row fits", async () => {
  expect(new Set(probes.map(({ view }) => view)).size).toBeGreaterThan(5);
  expect(await told()).toEqual([]);
});

test("each question is answered, but for those that say what requests may not read", async () => {
  const client = new Client({ connectionString: urlAs("rowhouse_app", db.url, db.secret) });
  await client.connect();
  const probe = probes.find(({ view, column }) => view === "entered.projects" && column === "name") as Probe;
  const refused: string[] = [];
  try {
    for (const [way, question] of Object.entries(questions)) {
      await client.query(`begin; set local my.tenant = '${stage.globex.id}'`);
      const refusal = client.query(`explain analyze ${question({ ...probe, value: probe.held })}`);
      await refusal.catch((error: Error) => refused.push(`${way}: ${error.message}`));
      await client.query("rollback");
    }
  } finally {
    await client.end();
  }
  const why = "permission denied for view projects";
  expect(refused).toEqual([`made equal to the tenant: ${why}`, `equal, of a tenant that changes: ${why}`]);
});

test("nor does a query that names the other tenant once its own is proved", async () => {
  const client = new Client({ connectionString: urlAs("rowhouse_app", db.url, db.secret) });
  await client.connect();
  const { acme, globex, globexOwner } = stage;
  const found: string[] = [];
  try {
    for (const { view, column, held, missing } of probes) {
      if (column === "tenant_key") continue;
      const look = async (value: Value) => {
        await client.query(
          `begin; set local app.session = '${globexOwner.session}'; set local app.tenant_id = '${globex.id}';
           ${oneAfterTheOther.map((option) => `set local ${option};`).join("")}`,
        );
        // biome-ignore lint/plugin: the thief's own
        const naming = `set_config('app.tenant_id', case when own.id is null then '' else '${acme.id}' end, true)`;
        const what = await seen(
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
      // A function's first calls plan its statements.
      await look(missing);
      if ((await look(held)) !== (await look(missing))) found.push(`${view}.${column}`);
    }
  } finally {
    await client.end();
  }
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

test("PostgreSQL keeps statistics of no text, number or hash: EXPLAIN would tell them", async () => {
  await db.admin.query("analyze");
  const { rows } = await db.admin.query<{ column: string }>(`
    select distinct format('%s.%s', a.attrelid::regclass, a.attname) as column
    from pg_statistic s
    join pg_attribute a on (a.attrelid, a.attnum) = (s.starelid, s.staattnum)
    left join pg_index i on i.indexrelid = s.starelid
    join pg_policy p on p.polrelid = coalesce(i.indrelid, s.starelid) and p.polname = 'view_tenant'
    where (i.indexrelid is not null
        or a.atttypid not in ('uuid'::regtype, 'boolean'::regtype, 'date'::regtype, 'timestamptz'::regtype)
          and a.attname in (
            select v.attname from pg_attribute v join pg_class t on t.oid = s.starelid
            where v.attrelid = to_regclass(format('entered.%I', t.relname))
              and has_column_privilege('rowhouse_app', v.attrelid, v.attnum, 'select')))
    order by 1`);
  // Numbers of events, and one of a few words.
  expect(rows.map(({ column }) => column)).toEqual([
    ...["control.invitations.role", "control.memberships.role", "control.tenants.plan"],
    ...[
      "control.tenants.status",
      "tenant.audit_events.actor_kind",
      "tenant.audit_events.id",
      "tenant.tasks.status",
    ],
  ]);
});

/** As long as the wall of projects is altered. */
async function toldWith(altered: string): Promise<string[]> {
  const client = await db.admin.connect();
  const { rows } = await client.query<{ policy: string; using: string }>(
    `select polname as policy, pg_get_expr(polqual, polrelid) as using from pg_policy
     where polrelid = 'tenant.projects'::regclass and polname in ('view_key', 'view_tenant')`,
  );
  try {
    await client.query(altered);
    return await told(probes.filter(({ view }) => view === "entered.projects"));
  } finally {
    for (const { policy, using } of rows)
      await client.query(
        `drop policy if exists ${policy} on tenant.projects;
         create policy ${policy} on tenant.projects as restrictive to rowhouse_owner using (${using})`,
      );
    await client.query("revoke select (tenant_id) on entered.projects from rowhouse_app");
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
  const { rows } = await db.admin.query("select pg_get_viewdef('entered.projects'::regclass) as text");
  const text: string = rows[0].text;
  const found = await toldWith(
    `create or replace view entered.projects as ${text.replace(/\s+WHERE .*/, "")}`,
  );
  await db.admin.query(`create or replace view entered.projects as ${text}`);
  expect(found).toContain("entered.projects.name subscript, in a union, with nothing, as it is");
  expect(found).toContain("entered.projects.name one of, in a union, with nothing, with the smallest costs");
});

test("an index without the tenant would tell", async () => {
  await db.admin.query("create index planted on tenant.tasks (title)");
  const ofTasks = probes.filter(({ column }) => column === "title");
  expect(await told(ofTasks)).toContain("entered.tasks.title equal, with nothing, without seq scans");
});
