import { randomUUID, randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import { recordSwitch } from "#app/domain/tenant/tenant.ts";
import { writeTenant } from "#db/transaction.ts";
import { asking } from "#tests/factories/people.ts";
import type { OpenTestDatabase } from "#tests/harness/database.ts";
import { tenantTables } from "#tests/isolation/catalog.ts";
import { type Stage, setStage } from "#tests/isolation/stage.ts";
import { createMail } from "./mails.ts";
import type { TestTenant } from "./people.ts";

/** New tables: one refers to itself and to tasks, one is partitioned, two form a circle, one is control's. */
export async function addUnheardOfNouns(admin: Pool): Promise<void> {
  await admin.query(`
    begin; set local role rowhouse_owner;
    create table tenant.twigs (
      tenant_id uuid, id uuid, parent_id uuid, task_id uuid, body text, primary key (tenant_id, id),
      foreign key (tenant_id, parent_id) references tenant.twigs on delete cascade,
      foreign key (tenant_id, task_id) references tenant.tasks);
    create table tenant.visits (tenant_id uuid, id uuid, at date, body text) partition by range (at);
    create table tenant.visits_old partition of tenant.visits for values from (minvalue) to ('2020-01-01');
    create table tenant.visits_new partition of tenant.visits for values from ('2020-01-01') to (maxvalue);
    create table tenant.hens (tenant_id uuid, id uuid, egg_id uuid, primary key (tenant_id, id));
    create table tenant.eggs (
      tenant_id uuid, id uuid, hen_id uuid not null, primary key (tenant_id, id),
      foreign key (tenant_id, hen_id) references tenant.hens deferrable initially deferred);
    alter table tenant.hens add foreign key (tenant_id, egg_id) references tenant.eggs deferrable initially deferred;
    create table control.badges (
      tenant_id uuid references control.tenants, id uuid, body text, primary key (tenant_id, id));
    select control.raise_wall(name::regclass), control.keep_audit(name::regclass, 'thing')
    from unnest(array['tenant.twigs', 'tenant.visits', 'tenant.hens', 'tenant.eggs', 'control.badges']) name;
    commit`);
}

/** A hen and an egg that refer to each other. */
export async function createHen(admin: Pool, { id }: TestTenant): Promise<void> {
  await admin.query(
    `with hen as (insert into tenant.hens (tenant_id, id, egg_id) values ($1, $2, $2))
     insert into tenant.eggs (tenant_id, id, hen_id) values ($1, $2, $2)`,
    [id, randomUUIDv7()],
  );
}

/** Acme has rows in every table, with `text` in each column that takes any text. */
export async function furnished({
  admin,
  database,
}: Pick<OpenTestDatabase, "admin" | "database">): Promise<Stage & { text: string }> {
  const stage = await setStage(admin);
  const { acme, acmeIds, acmeOwner } = stage;
  const text = `text${randomUUID().replaceAll("-", "")}`;
  for (let tree = 0; tree < 2; tree++) {
    await admin.query(
      `with recursive branch (number, id, parent_id) as (
         select 1, gen_random_uuid(), null::uuid
         union all select number + 1, gen_random_uuid(), id from branch where number < 20
       ) insert into tenant.twigs select $1, id, parent_id, $2, '' from branch`,
      [acme.id, acmeIds.task],
    );
  }
  await admin.query(
    `insert into tenant.visits select $1, gen_random_uuid(), day::date
     from generate_series('2019-12-01', '2020-01-31', interval '1 day') day`,
    [acme.id],
  );
  await createHen(admin, acme);
  await admin.query("insert into control.badges values ($1, gen_random_uuid())", [acme.id]);
  await writeTenant({ database, tenant: acme, ...asking(acmeOwner) }, async (tx) => {
    await recordSwitch(tx);
    const payload = { tenantId: acme.id, actorUserId: acmeOwner.id, idempotencyKey: "k", traceId: text };
    await tx.rows("select control.enqueue_job('task-assigned', $1)", [JSON.stringify(payload)]);
  });
  await createMail(admin, { tenant: acme, names: text });
  await writeEverywhere(admin, acme, text);
  return { ...stage, text };
}

async function writeEverywhere(admin: Pool, { id }: TestTenant, text: string): Promise<void> {
  const { rows } = await admin.query<{ name: string; key: string; column: string }>(`
    select c.oid::regclass::text as name, k.attname as key, quote_ident(a.attname) as column
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.atttypid = 'text'::regtype
    join pg_attribute k on k.attrelid = c.oid
      and k.attname = case when c.oid = 'control.tenants'::regclass then 'id' else 'tenant_id' end
    where c.relkind in ('r', 'p') and c.relnamespace in ('control'::regnamespace, 'tenant'::regnamespace)
      and a.attgenerated = '' and a.attname <> 'slug'`);
  for (const { name, key, column } of rows) {
    // A column that holds only certain words, or refers to something, refuses it.
    await admin.query(`update ${name} set ${column} = $2 where ${key} = $1`, [id, text]).catch(() => {});
  }
}

export async function whereabouts(admin: Pool, wanted: string): Promise<string[]> {
  const { rows: tables } = await admin.query<{ name: string }>(`
    select oid::regclass::text as name from pg_class
    where relkind = 'r' and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await admin.query(`select from ${name} t where t::text like $1 limit 1`, [
      `%${wanted}%`,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found.sort();
}

/** By table, those of partitions under the whole; not counted by what is tested. */
export async function rowsOf(admin: Pool, { id }: { id: string }): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of await tenantTables(admin)) {
    const { rows } = await admin.query(`select count(*)::int as n from ${name} where tenant_id = $1`, [id]);
    if (rows[0].n > 0 && !name.startsWith("tenant.visits_")) counts[name] = rows[0].n;
  }
  return counts;
}
