import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockTenantBySlug } from "#app/domain/operator/tenants.ts";
import * as outcome from "#app/domain/outcome.ts";
import { duePurges, purgeTenant, tombstoneBySlug } from "#app/domain/tenant/purge.ts";
import { purgeTenants } from "#app/jobs/purge-tenants.ts";
import { writeControl, writeTenant } from "#db/transaction.ts";
import { deleteTenant } from "#tests/factories/closures.ts";
import { asking, createTenant, createUser } from "#tests/factories/people.ts";
import {
  addUnheardOfNouns,
  createHen,
  furnished,
  rowsOf,
  whereabouts,
} from "#tests/factories/purge-stage.ts";
import { useUnservedApp } from "#tests/harness/app.ts";
import { poolAs } from "#tests/harness/database.ts";
import { jobContext } from "#tests/harness/jobs.ts";
import { statementsOn } from "#tests/harness/statements.ts";
import { fingerprint } from "#tests/isolation/stage.ts";

const app = useUnservedApp();
const { db } = app;
const overdue = { daysAgo: 31 };
let worker: Pool;
let ops: Pool;

beforeAll(async () => {
  worker = poolAs("rowhouse_worker", db);
  ops = poolAs("rowhouse_ops", db);
  await addUnheardOfNouns(db.admin);
});
afterAll(async () => {
  await worker.end();
  await ops.end();
});

test("the purge leaves only the slugs of a tenant and a tombstone with counts, and touches no other tenant", async () => {
  const { acme, globex, text } = await furnished({ admin: db.admin, database: app.holds.database });
  await db.admin.query("insert into control.slugs (slug, tenant_id) values ($1, $2)", [
    `${acme.slug}-x`,
    acme.id,
  ]);
  expect((await whereabouts(db.admin, text)).length).toBeGreaterThan(10);
  await deleteTenant(db.admin, acme, overdue);
  const { "control.slugs": slugs, ...before } = await rowsOf(db.admin, acme);
  const neighbour = await fingerprint(db.admin, globex);

  const purge = await purgeTenant(statementsOn(worker), acme.id);

  expect(slugs).toBe(2);
  expect(await rowsOf(db.admin, acme)).toEqual({});
  expect(await whereabouts(db.admin, text)).toEqual([]);
  expect(await whereabouts(db.admin, acme.id)).toEqual(["control.slugs", "control.tombstones"]);
  expect(await fingerprint(db.admin, globex)).toBe(neighbour);
  const erased = { ...before, "control.tenants": 1, "graphile_worker.jobs": 1 };
  expect(purge).toEqual(outcome.done(erased));
  expect(await tombstoneBySlug.first(statementsOn(ops), { slug: `${acme.slug}-x` })).toMatchObject({
    id: acme.id,
    slug: acme.slug,
    formerSlugs: [`${acme.slug}-x`],
    purgedAt: expect.any(Date),
    erased,
  });
});

test("its job purges every tenant whose time is over, and no other", async () => {
  const owner = await createUser(db.admin);
  const due = await createTenant(db.admin, { owner });
  const early = await createTenant(db.admin, { owner });
  const alive = await createTenant(db.admin, { owner });
  await deleteTenant(db.admin, due, { daysAgo: 30 });
  await deleteTenant(db.admin, early, { daysAgo: 29 });
  const kept = [await fingerprint(db.admin, early), await fingerprint(db.admin, alive)];
  const tx = statementsOn(worker);
  expect(await duePurges(tx)).toEqual([due.id]);
  await purgeTenants.run(null, jobContext(app.holds, worker));
  expect(await rowsOf(db.admin, due)).toEqual({});
  expect([await fingerprint(db.admin, early), await fingerprint(db.admin, alive)]).toEqual(kept);
  for (const { id } of [early, alive, due])
    expect(await purgeTenant(tx, id)).toEqual(outcome.refused("not-due"));
});

test("a tenant that can't be erased does not keep the others waiting", async () => {
  const owner = await createUser(db.admin);
  const stuck = await createTenant(db.admin, { owner });
  const due = await createTenant(db.admin, { owner });
  // A circle that can't be untied.
  await db.admin.query("alter table tenant.hens alter egg_id set not null");
  await createHen(db.admin, stuck);
  await deleteTenant(db.admin, stuck, { daysAgo: 40 });
  await deleteTenant(db.admin, due, overdue);
  const run = () => purgeTenants.run(null, jobContext(app.holds, worker));
  await expect(run()).rejects.toThrow(/is not erased.*tenant.eggs.*tenant.hens/);
  expect(await lockTenantBySlug.first(statementsOn(ops), { slug: stuck.slug })).toMatchObject({
    status: "deleted",
  });
  expect(await rowsOf(db.admin, due)).toEqual({});
  await db.admin.query("alter table tenant.hens alter egg_id drop not null");
  await run();
  expect(await rowsOf(db.admin, stuck)).toEqual({});
});

test("one batch takes no more than it is told to, and nothing by cascade", async () => {
  const { acme } = await furnished({ admin: db.admin, database: app.holds.database });
  await deleteTenant(db.admin, acme, overdue);
  await db.admin.query("delete from graphile_worker._private_jobs");
  await worker.query("select control.begin_purge($1)", [acme.id]);
  const untied = 1;
  let gone = 0;
  const before = sum(await rowsOf(db.admin, acme));
  for (let batch = 5; batch > 0; gone += batch) {
    const { rows } = await worker.query("select control.purge_batch($1, 5) as gone", [acme.id]);
    batch = rows[0].gone;
    expect(batch).toBeLessThanOrEqual(5);
    const left = before - sum(await rowsOf(db.admin, acme));
    expect([gone + batch, gone + batch - untied]).toContain(left);
  }
  expect(await rowsOf(db.admin, acme)).toEqual({ "control.slugs": 1 });
});

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

test("only the worker and the operator purge, and only deleted tenants", async () => {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner });
  const entry = { database: app.holds.database, tenant, ...asking(owner) };
  const before = await fingerprint(db.admin, tenant);
  for (const sql of [
    "select control.due_purges()",
    "select control.begin_purge($1)",
    "select control.purge_batch($1, 10)",
    "select control.erase_some('tenant.tasks', $1, 10)",
    "select control.end_purge($1)",
    "select * from control.tombstones where id = $1",
  ]) {
    const given = sql.includes("$1") ? [tenant.id] : [];
    await expect(
      writeTenant(entry, (tx) => tx.rows(sql, given)),
      sql,
    ).rejects.toMatchObject({ code: "42501" });
  }
  for (const call of ["begin_purge($1)", "purge_batch($1, 10)", "end_purge($1)"]) {
    await worker.query(`select control.${call}`, [tenant.id]);
  }
  expect(await fingerprint(db.admin, tenant)).toBe(before);
});

test("the id of an erased tenant is never another's: its purge would be taken for done", async () => {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner });
  await deleteTenant(db.admin, tenant, overdue);
  await purgeTenant(statementsOn(worker), tenant.id);
  const founding = await writeControl({ database: app.holds.database, ...asking(owner) }, (tx) =>
    tx.rows("select control.found_tenant($1, 'undead-house', 'Undead') as result", [tenant.id]),
  );
  expect(founding).toEqual([{ result: "id-taken" }]);
  const { rows } = await db.admin.query("select from control.tenants where id = $1", [tenant.id]);
  expect(rows).toEqual([]);
});
