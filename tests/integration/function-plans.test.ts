import { beforeAll, expect, test } from "vitest";
import { servingRoles } from "#db/roles.ts";
import { runningTicket } from "#tests/factories/jobs.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { callsOf, type Examples } from "#tests/isolation/reach.ts";
import type { Stage } from "#tests/isolation/stage.ts";
import { setThief } from "#tests/isolation/thief.ts";

/**
 * Functions find few rows among many by an index. The stage is copied many times, and auto_explain, which comes with
 * PostgreSQL, tells what each statement inside a function reads.
 */

const db = useUnopenedDatabase();
const copies = 2_000;
const isOurs = /^(control|tenant)$/;
/** More than a function reads of one stage, and far less than of all. */
const many = 200;
let stage: Stage;
let secret: Examples;

beforeAll(async () => {
  ({ stage, secret } = await setThief(db.admin));
  const { acme, acmeOwner } = stage;
  await runningTicket(db.admin, { tenant: acme, user: acmeOwner });
  await db.admin.query("insert into control.known_networks (user_id, network) values ($1, '203.0.113')", [
    acmeOwner.id,
  ]);
  await db.admin.query(
    `insert into control.mails (id, tenant_id, to_email, template, invited_by)
     values (gen_random_uuid(), $1, 'mailed@example.test', 'invitation', $2)`,
    [acme.id, acmeOwner.id],
  );
  await multiply();
});

/** Ids, hashes, emails and slugs of a copy follow from those of the original: its references hold. */
async function multiply(): Promise<void> {
  const { rows: tables } = await db.admin.query<{ name: string; columns: string; values: string }>(`
    select c.oid::regclass::text as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
      string_agg(format(case
        when a.atttypid = 'uuid'::regtype then 'md5(t.%1$I::text || copy)::uuid'
        when a.atttypid = 'bytea'::regtype then 'sha256(t.%1$I || copy::text::bytea)'
        when a.atttypid = 'bytea[]'::regtype then 'array(select sha256(one || copy::text::bytea) from unnest(t.%1$I) one)'
        when a.attname ~ 'email$' then 'md5(t.%1$I || copy) || ''@example.test'''
        when a.attname = 'job_id' then 't.%1$I + 1000000 * copy'
        when a.attname = 'slug' then 'md5(t.%1$I || copy)'
        else 't.%1$I' end, a.attname), ', ' order by a.attnum) as values
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by c.oid`);
  const client = await db.admin.connect();
  await client.query("begin; set local session_replication_role = replica");
  for (const { name, columns, values } of tables)
    await client.query(
      `insert into ${name} (${columns}) select ${values} from ${name} t, generate_series(1, ${copies}) copy`,
    );
  await client.query("commit; analyze");
  client.release();
}

interface PlanNode {
  /** Of a scan. */
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Schema?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

function rowsReadBy(node: PlanNode): number {
  const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return (node["Actual Rows"] + removed) * node["Actual Loops"];
}

/** By the names of our B-trees, their first columns. */
async function firstColumns(): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.admin.query<{ name: string; column: string }>(
    `select c.relname as name, pg_get_indexdef(c.oid, 1, true) as column
     from pg_class c join pg_am a on a.oid = c.relam
     where a.amname = 'btree' and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)`,
  );
  return new Map(rows.map(({ name, column }) => [name, column]));
}

/** The functions that read many rows of a table of ours, or an index from end to end, and its name; and which never ended well. */
async function readersOfMany(): Promise<{ readers: string[]; failed: string[] }> {
  const found = new Set<string>();
  const called = new Set<string>();
  const succeeded = new Set<string>();
  const indexes = await firstColumns();
  const client = await db.admin.connect();
  let target = "";
  client.on("notice", ({ message = "" }) => {
    const [, plan] = message.split(" plan:\n");
    for (const node of plan ? nodesOf(JSON.parse(plan).Plan) : []) {
      const { Schema = "", "Relation Name": table, "Index Name": index = "", "Index Cond": condition } = node;
      if (isOurs.test(Schema) && table && rowsReadBy(node) > many) found.add(`${target}: ${table}`);
      const column = indexes.get(index);
      if (column && condition && !condition.includes(column)) found.add(`${target}: ${index}`);
    }
  });
  await client.query(
    `load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
     set auto_explain.log_analyze = on; set auto_explain.log_verbose = on; set auto_explain.log_format = json;
     set auto_explain.log_level = notice`,
  );
  for (const role of servingRoles) {
    for (const step of await callsOf(db.admin, role, secret)) {
      target = step.target;
      called.add(target);
      await client.query(
        `begin; set local "app.session" = '${stage.acmeOwner.session}'; set local "app.tenant_id" = '${stage.acme.id}';
         set local session authorization ${role}`,
      );
      const calling = (async () => {
        for (const { sql, values } of step.statements) await client.query(sql, [...values]);
      })();
      await calling.then(
        () => succeeded.add(target),
        () => {},
      );
      await client.query("rollback");
    }
  }
  client.release(true);
  return { readers: [...found].sort(), failed: [...called].filter((one) => !succeeded.has(one)).sort() };
}

/** They return what they read, or throw it away, and are called by a job once in a while. */
const sweeps = ["control.delete_spent_tickets(): job_tickets", "control.due_purges(): tenants"];

test("no function of requests and jobs reads many rows to find few", async () => {
  expect(await readersOfMany()).toEqual({ readers: sweeps, failed: [] });
});

test.each([
  ["a column without an index", "title = 'none'"],
  ["a later column of an index", "id = '00000000-0000-0000-0000-000000000001'"],
])("a function that finds a row by %s would be noticed", async (_, condition) => {
  await db.admin.query(`
    create function control.planted() returns bigint language plpgsql security definer
      as $$ begin return (select count(*) from tenant.tasks where ${condition}); end $$;
    grant execute on function control.planted() to rowhouse_app`);
  try {
    const { readers } = await readersOfMany();
    expect(readers.filter((reader) => reader.startsWith("control.planted()"))).not.toEqual([]);
  } finally {
    await db.admin.query("drop function control.planted()");
  }
});
