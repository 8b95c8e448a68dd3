import { randomUUIDv7 } from "node:crypto";
import { Client, type Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as outcome from "#app/domain/outcome.ts";
import { restoreOwnTenant, restoreTenant } from "#app/domain/tenant/deletion.ts";
import { endGrace, purgeTenant } from "#app/domain/tenant/purge.ts";
import { withinTenant } from "#db/query.ts";
import { type DatabaseRole, urlAs } from "#db/roles.ts";
import { writeControl, writeTenant } from "#db/transaction.ts";
import { deleteTenant } from "#tests/factories/closures.ts";
import { asking, createTenant, createUser } from "#tests/factories/people.ts";
import { addUnheardOfNouns, furnished, rowsOf, whereabouts } from "#tests/factories/purge-stage.ts";
import { createProject } from "#tests/factories/work.ts";
import { poolAs, useDatabase } from "#tests/harness/database.ts";
import { statementsOn } from "#tests/harness/statements.ts";

const db = useDatabase();
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

async function setting(deletion: { daysAgo?: number } = {}) {
  const owner = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner });
  await createProject(db.admin, { tenant, by: owner });
  await deleteTenant(db.admin, tenant, deletion);
  const restore = async () => {
    const entry = { database: db.database, ...asking(owner) };
    return (await writeControl(entry, (tx) => restoreOwnTenant(tx, tenant.id))).kind === "done";
  };
  const purge = () => purgeTenant(statementsOn(worker), tenant.id);
  return { tenant, restore, purge };
}

/** The caller ends it. */
async function transactionAs(role: DatabaseRole): Promise<Client> {
  const client = new Client({ connectionString: urlAs(role, db.url, db.secret) });
  await client.connect();
  await client.query("begin");
  return client;
}

async function someoneWaits(how: string): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await db.admin.query(
      `select from pg_stat_activity where datname = current_database() and ${how}`,
    );
    expect(rows).toHaveLength(1);
  });
}

describe("a purge that was interrupted", () => {
  test("goes on where it was, and counts all that it erased", async () => {
    const { acme, text } = await furnished(db);
    await deleteTenant(db.admin, acme, overdue);
    await worker.query("select control.begin_purge($1)", [acme.id]);
    await worker.query("select control.purge_batch($1, 7)", [acme.id]);
    const left = await rowsOf(db.admin, acme);

    const killed = new Client({ connectionString: urlAs("rowhouse_worker", db.url, db.secret) });
    killed.on("error", () => {});
    await killed.connect();
    await killed.query("begin");
    await killed.query("select control.purge_batch($1, 20)", [acme.id]);
    const { rows } = await killed.query("select pg_backend_pid() as pid");
    await db.admin.query("select pg_terminate_backend($1, 5000)", [rows[0].pid]);
    expect(await rowsOf(db.admin, acme)).toEqual(left);

    const stopping = new AbortController();
    stopping.abort();
    expect(await purgeTenant(statementsOn(worker), acme.id, stopping.signal)).toEqual(outcome.done(null));
    expect(await purgeTenant(statementsOn(worker), acme.id)).toMatchObject({
      kind: "done",
      value: { "tenant.twigs": 40, "tenant.visits": 62 },
    });
    expect(await whereabouts(db.admin, text)).toEqual([]);
  });

  test("and that several take up at once erases everything once", async () => {
    const { acme } = await furnished(db);
    await deleteTenant(db.admin, acme, overdue);
    const purges = await Promise.all(
      [worker, ops, worker].map((pool) => purgeTenant(statementsOn(pool), acme.id)),
    );
    const erased = purges.flatMap((purge) => (purge.kind === "done" && purge.value ? [purge.value] : []));
    expect(erased.map((one) => one["tenant.twigs"])).toEqual([40]);
    expect(await rowsOf(db.admin, acme)).toEqual({});
  });
});

describe("of a restoring owner and a purge at the same instant", () => {
  test("one happens, and all of it", async () => {
    for (let round = 0; round < 20; round++) {
      const { tenant, restore, purge } = await setting();
      const purgeNow = async () => {
        await endGrace(withinTenant(statementsOn(ops), tenant.id));
        const purged = await purge();
        return purged.kind === "done" && purged.value !== null;
      };
      const acts = { restored: restore, erased: purgeNow };
      const order = round % 2 ? (["restored", "erased"] as const) : (["erased", "restored"] as const);
      const results = await Promise.all(order.map((name) => acts[name]()));
      const { restored, erased } = Object.fromEntries(order.map((name, at) => [name, results[at]]));
      expect([round, restored]).toEqual([round, !erased]);
      const rows = await rowsOf(db.admin, tenant);
      if (restored) expect(rows).toMatchObject({ "tenant.projects": 1, "control.memberships": 1 });
      else expect(rows).toEqual({});
    }
  });

  test("an owner finds a purge that has begun while they waited, and leaves it alone", async () => {
    const { tenant, restore } = await setting();
    const purging = await transactionAs("rowhouse_ops");
    await endGrace(withinTenant(statementsOn(purging), tenant.id));
    await purging.query("select control.begin_purge($1)", [tenant.id]);
    const restoring = restore();
    await someoneWaits("wait_event_type = 'Lock'");
    await purging.query("commit");
    await purging.end();
    expect(await restoring).toBe(false);
    // Not even with time left, as after a clock was set back.
    await db.admin.query("update control.tenants set purge_after = now() + interval '1 day' where id = $1", [
      tenant.id,
    ]);
    expect(await restore()).toBe(false);
  });

  test("a purge finds a tenant that was brought back while it waited, and leaves it alone", async () => {
    const { tenant, purge } = await setting(overdue);
    const restoring = await transactionAs("rowhouse_ops");
    const restored = await restoreTenant(withinTenant(statementsOn(restoring), tenant.id));
    expect(restored.kind).toBe("done");
    const purging = purge();
    await someoneWaits("wait_event_type = 'Lock'");
    await restoring.query("commit");
    await restoring.end();
    expect(await purging).toEqual(outcome.refused("not-due"));
    expect(await rowsOf(db.admin, tenant)).toMatchObject({ "tenant.projects": 1 });
  });

  test("an owner is too late when the time is over, whether or not the purge has begun", async () => {
    const { restore, purge } = await setting({ daysAgo: 30 });
    expect(await restore()).toBe(false);
    expect(await purge()).toMatchObject({ kind: "done", value: { "control.tenants": 1 } });
  });
});

describe("work that was under way when a tenant was deleted", () => {
  test("is waited for, and erased too", async () => {
    const owner = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner });
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const writing = writeTenant({ database: db.database, tenant, ...asking(owner) }, async (tx) => {
      await tx.rows("insert into entered.twigs (tenant_id, id) values ($1, $2)", [
        tx.tenantId,
        randomUUIDv7(),
      ]);
      begin();
      await mayEnd;
    });
    await begun;
    await deleteTenant(db.admin, tenant, overdue);
    const purging = purgeTenant(statementsOn(worker), tenant.id);
    await someoneWaits("wait_event = 'PgSleep'");
    end();
    await writing;
    expect(await purging).toMatchObject({ kind: "done", value: { "tenant.twigs": 1 } });
    expect(await rowsOf(db.admin, tenant)).toEqual({});
  });

  test("is no other purge that begins: two don't wait for each other", async () => {
    const { tenant } = await setting(overdue);
    const beginning = await Promise.all([transactionAs("rowhouse_worker"), transactionAs("rowhouse_worker")]);
    const begun = beginning.map(async (client) => {
      const { rows } = await client.query("select control.begin_purge($1) as begun", [tenant.id]);
      await client.query("commit");
      await client.end();
      return rows;
    });
    expect(await Promise.all(begun)).toEqual([[{ begun: true }], [{ begun: true }]]);
  });

  test("can't write any more once the tenant is deleted", async () => {
    const owner = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner });
    const late = writeTenant({ database: db.database, tenant, ...asking(owner) }, async (tx) => {
      await tx.rows("select from entered.twigs where tenant_key = $1", [tx.tenantId]);
      await deleteTenant(db.admin, tenant, overdue);
      await tx.rows("insert into entered.twigs (tenant_id, id) values ($1, $2)", [
        tx.tenantId,
        randomUUIDv7(),
      ]);
    });
    await expect(late).rejects.toMatchObject({ code: "42501" });
  });

  test("is waited for if it is a job that a worker has taken", async () => {
    const { tenant, purge } = await setting(overdue);
    await db.admin.query("select graphile_worker.add_job('task-assigned', $1)", [
      JSON.stringify({ tenantId: tenant.id }),
    ]);
    await db.admin.query(
      "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker'",
    );
    const purging = purge();
    await someoneWaits("wait_event = 'PgSleep'");
    await db.admin.query("update graphile_worker._private_jobs set locked_at = null, locked_by = null");
    expect(await purging).toMatchObject({ kind: "done", value: { "graphile_worker.jobs": 1 } });
  });

  test("keeps the purge from ending if it is a job that a worker takes while the rest is erased", async () => {
    const { tenant, purge } = await setting(overdue);
    await db.admin.query("select graphile_worker.add_job('task-assigned', $1)", [
      JSON.stringify({ tenantId: tenant.id }),
    ]);
    await worker.query("select control.begin_purge($1)", [tenant.id]);
    await db.admin.query(
      "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker'",
    );
    await worker.query("select control.purge_batch($1, 1000)", [tenant.id]);
    await expect(worker.query("select control.end_purge($1)", [tenant.id])).rejects.toThrow(
      'is not erased, there is left: {"graphile_worker.jobs": 1}',
    );
    await db.admin.query("update graphile_worker._private_jobs set locked_at = null, locked_by = null");
    expect(await purge()).toMatchObject({ kind: "done", value: { "graphile_worker.jobs": 1 } });
  });
});
