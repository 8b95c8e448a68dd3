import { randomBytes, randomUUID } from "node:crypto";
import { Client, escapeLiteral } from "pg";
import { beforeAll, expect, test } from "vitest";
import { urlAs } from "#db/roles.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
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

interface Probe {
  table: string;
  column: string;
  held: Value;
  missing: Value;
  /** A text of the row that PostgreSQL keeps elsewhere: reading it is counted. */
  long: string | undefined;
}

interface Value {
  /** As SQL. */
  sql: string;
  /** An array or an object that has it as the only subscript, as SQL; undefined if the type can't be one. */
  holder: string | undefined;
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
  interface ShownColumn {
    table: string;
    /** The table that the view shows. */
    from: string;
    column: string;
    type: string;
  }
  const { rows: columns } = await db.admin.query<ShownColumn>(`
    select c.oid::regclass::text as table, shown.oid::regclass::text as from, quote_ident(a.attname) as column,
      a.atttypid::regtype::text as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_class shown on shown.relname = c.relname and shown.relkind in ('r', 'p')
    where c.relnamespace = 'entered'::regnamespace and c.relkind = 'v'
      and has_column_privilege('rowhouse_app', c.oid, a.attnum, 'select')
    order by c.oid::regclass::text, a.attnum`);
  const found: Probe[] = [];
  for (const { table, from, column, type } of columns) {
    const tenant = tenantColumnOf(table);
    const { rows } = await db.admin.query<{ value: string }>(
      `select ${column}::text as value from ${from} where ${tenant} = $1 and ${column} is not null
         and ${column} not in (select ${column} from ${from} where ${tenant} = $2 and ${column} is not null) limit 1`,
      [stage.acme.id, stage.globex.id],
    );
    const value = rows[0]?.value;
    if (value === undefined) continue;
    const missing = asValue(otherThan(value, type), type);
    found.push({ table, column, held: asValue(value, type), missing, long: longTexts[table] });
  }
  return found;
}

function tenantColumnOf(view: string): "id" | "tenant_id" {
  return view === "entered.tenants" ? "id" : "tenant_id";
}

/** Of the same length: EXPLAIN writes it. */
function otherThan(value: string, type: string): string {
  if (type === "uuid") return randomUUID();
  if (type === "jsonb") return '{"none": true}';
  if (type === "boolean") return value === "true" ? "false" : "true";
  if (/^(timestamp|date)/.test(type)) return value.replace(/^\d{4}/, "2150");
  if (type === "bytea") return value.replaceAll(/[0-9a-f]/g, "0");
  if (/int/.test(type)) return "7777";
  return `${value.slice(0, -1)}~`;
}

function asValue(text: string, type: string): Value {
  const holders: Record<string, string> = {
    text: `${escapeLiteral(JSON.stringify({ [text]: 1 }))}::jsonb`,
    integer: `'[${text}:${text}]={1}'::int[]`,
    smallint: `'[${text}:${text}]={1}'::int[]`,
  };
  return { sql: `${escapeLiteral(text)}::${type}`, holder: holders[type] };
}

type Condition = (column: string, value: Value, long: string, tenant: string) => string | undefined;

/** Undefined if there is no such condition for the column. */
const conditions: Record<string, Condition> = {
  equal: (column, { sql }) => `${column} = ${sql}`,
  within: (column, { sql }) => `${column} >= ${sql} and ${column} <= ${sql}`,
  oneOf: (column, { sql }) => `${column} = any (array[${sql}])`,
  "within, then long": (column, { sql }, long) =>
    `${column} >= ${sql} and ${column} <= ${sql} and ${long} > ''`,
  // The planner derives that it equals the wall's parameter, as well. An empty array makes its cost NaN, if costs overflow.
  "made equal to the tenant": (column, { sql }, _long, tenant) =>
    `${tenant} = case when ('{}'::timestamptz[])::text[] is null then null
       when ${column} >= ${sql} and ${column} <= ${sql}
       then (select gen_random_uuid() from generate_series(1, 1) offset 0) end`,
  // The planner asks an index for it in place of what the wall compares with, and asks before whether the two are equal.
  "equal, of a tenant that changes": (column, { sql }, _long, tenant) =>
    `${tenant} = ${changingTenant()} and ${column} = ${sql}`,
  "one of, in a union": (column, { sql }) =>
    executed(`${column} >= any (array[${sql}]) and ${column} <= any (array[${sql}])`),
  "subscript, in a union": (column, { holder }) => holder && executed(`(${holder})[${column}] is not null`),
  // These cost nothing in the planner's eyes.
  subscript: (column, { holder }) => holder && `(${holder})[${column}] is not null`,
  "subscript, then long": (column, { holder }, long) =>
    holder && `case when (${holder})[${column}] is not null then ('{"none": 1}'::jsonb)[${long}] is null end`,
};

/** Once one's own, and then the other's. */
function changingTenant(): string {
  const own = `'${stage.globex.id}'`;
  // biome-ignore lint/plugin: the thief's own
  const changed = `(select set_config('my.tenant', '${stage.acme.id}', true)) is not null`;
  return `case when current_setting('my.tenant') = ${own} and ${changed} then ${own}::uuid
    else current_setting('my.tenant')::uuid end`;
}

/** EXPLAIN says of the sub-select whether it was executed. */
function executed(condition: string): string {
  return `case when ${condition} then (select true from generate_series(1, 1) offset 0) else false end`;
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

/** Tables and columns that tell, and how. */
async function told(some: readonly Probe[] = probes): Promise<string[]> {
  const client = new Client({ connectionString: urlAs("rowhouse_app", db.url, db.secret) });
  await client.connect();
  const look = async (table: string, condition: string, value: Value, settings: readonly string[]) => {
    await client.query(`begin; ${settings.map((setting) => `set local ${setting};`).join("")}`);
    const what = await seen(client, `select from ${table} where ${condition}`, value);
    await client.query("rollback");
    return what;
  };
  const found: string[] = [];
  try {
    for (const [thief, says] of Object.entries(thieves)) {
      const own = Object.entries(says()).map(([name, value]) => `${name} = '${value}'`);
      // Generic plans, made by a first look: making one reads, too.
      own.push("plan_cache_mode = force_generic_plan", `my.tenant = '${stage.globex.id}'`);
      // Parallel workers race: what each of them counts is chance.
      own.push("max_parallel_workers_per_gather = 0");
      for (const { table, column, missing } of some)
        await look(table, `${column} = ${missing.sql}`, missing, own);
      for (const [planner, switches] of Object.entries(planners)) {
        for (const { table, column, held, missing, long = "null::text" } of some) {
          for (const [form, condition] of Object.entries(conditions)) {
            const tenant = tenantColumnOf(table);
            const [fitting, other] = [held, missing].map((value) => condition(column, value, long, tenant));
            if (!fitting || !other) continue;
            const settings = [...own, ...switches];
            const from = form.endsWith("in a union")
              ? `(select * from ${table} union all select * from ${table}) u`
              : table;
            if ((await look(from, fitting, held, settings)) !== (await look(from, other, missing, settings)))
              found.push(`${table}.${column} ${form}, ${thief}, ${planner}`);
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
  expect(new Set(probes.map(({ table }) => table)).size).toBeGreaterThan(5);
  expect(await told()).toEqual([]);
});

test("nor does a query that names the other tenant once its own is proved", async () => {
  const client = new Client({ connectionString: urlAs("rowhouse_app", db.url, db.secret) });
  await client.connect();
  const { acme, globex, globexOwner } = stage;
  const found: string[] = [];
  try {
    for (const { table, column, held, missing } of probes) {
      const key = tenantColumnOf(table);
      if (column === key) continue;
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
           join ${table} c on c.${key} = own.id and c.${column} >= ${value.sql} and c.${column} <= ${value.sql}
             and c.${column}::text > (select '' from generate_series(7, 7) offset 0)`,
          value,
        );
        await client.query("rollback");
        return what;
      };
      // A function's first calls plan its statements.
      await look(missing);
      if ((await look(held)) !== (await look(missing))) found.push(`${table}.${column}`);
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

test("PostgreSQL keeps statistics of no text that people wrote: EXPLAIN would tell them", async () => {
  await db.admin.query("analyze");
  const { rows } = await db.admin.query<{ column: string }>(`
    select distinct format('%s.%s', a.attrelid::regclass, a.attname) as column
    from pg_statistic s
    join pg_attribute a on (a.attrelid, a.attnum) = (s.starelid, s.staattnum)
    left join pg_index i on i.indexrelid = s.starelid
    join pg_policy p on p.polrelid = coalesce(i.indrelid, s.starelid) and p.polname = 'view_tenant'
    where (i.indexrelid is not null
        or a.atttypid not in ('uuid'::regtype, 'boolean'::regtype, 'date'::regtype, 'timestamptz'::regtype)
          and a.atttypid not in ('bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'bytea'::regtype)
          and a.attname in (
            select v.attname from pg_attribute v join pg_class t on t.oid = s.starelid
            where v.attrelid = to_regclass(format('entered.%I', t.relname))
              and has_column_privilege('rowhouse_app', v.attrelid, v.attnum, 'select')))
    order by 1`);
  // One of a few words.
  expect(rows.map(({ column }) => column)).toEqual([
    ...["control.invitations.role", "control.memberships.role", "control.tenants.plan"],
    ...["control.tenants.status", "tenant.audit_events.actor_kind", "tenant.tasks.status"],
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
    return await told(probes.filter(({ table }) => table === "entered.projects"));
  } finally {
    for (const { policy, using } of rows)
      await client.query(
        `drop policy if exists ${policy} on tenant.projects;
         create policy ${policy} on tenant.projects as restrictive to rowhouse_owner using (${using})`,
      );
    client.release();
  }
}

test("a wall that compares the tenant alone would tell: that comes last", async () => {
  const found = await toldWith(
    `drop policy view_key on tenant.projects;
     alter policy view_tenant on tenant.projects using (tenant_id = (select control.entered_tenant()))`,
  );
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

test("a wall with a plain comparison would tell: a query's own takes its place in an index", async () => {
  const found = await toldWith(
    "alter policy view_tenant on tenant.projects using (tenant_id = (select control.entered_tenant()))",
  );
  expect(found).toContain(
    "entered.projects.updated_at equal, of a tenant that changes, inside another tenant, without seq scans",
  );
});

test("a wall in one policy would tell: costs can be made that are no number", async () => {
  const found = await toldWith(
    `alter policy view_key on tenant.projects
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
