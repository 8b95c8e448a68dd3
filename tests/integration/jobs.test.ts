import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { enqueue } from "#app/domain/job/enqueue.ts";
import { tenantPayload } from "#app/domain/job/payload.ts";
import { sweep } from "#app/jobs/sweep.ts";
import { tenantJob } from "#app/jobs/tenant-job.ts";
import { readTenant, writeTenant } from "#db/transaction.ts";
import { deleteTenant, openTenant, suspendTenant } from "#tests/factories/closures.ts";
import { queueJob } from "#tests/factories/jobs.ts";
import { asking, createTenant, createUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useUnservedApp } from "#tests/harness/app.ts";
import { useJobs } from "#tests/harness/jobs.ts";
import { attack } from "#tests/harness/statements.ts";

const app = useUnservedApp();
const { db } = app;
const done: { projects: number; word: string; traceId: string }[] = [];

const countProjects = tenantJob({
  name: "count-projects",
  payload: tenantPayload.extend({ word: z.string() }),
  async run({ word, traceId }, { entry }) {
    // Past the filter: what the wall lets a job see.
    const [row] = await readTenant(entry, (tx) =>
      attack<{ projects: number }>(tx, "select count(*)::int as projects from entered.projects"),
    );
    done.push({ projects: row?.projects ?? 0, word, traceId });
  },
});

useJobs(app, { jobs: [countProjects, sweep] });

async function setting() {
  const ada = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: ada });
  await createProject(db.admin, { tenant, by: ada });
  return { ada, tenant, entry: { database: app.holds.database, tenant, ...asking(ada) } };
}

async function jobRow(id: string) {
  const { rows } = await db.admin.query("select * from graphile_worker._private_jobs where id = $1", [id]);
  return rows[0];
}

test("a job runs after its transaction, in its tenant, for the person who caused it", async () => {
  const { tenant, ada, entry } = await setting();
  await createProject(db.admin, { tenant: await createTenant(db.admin, { owner: ada }), by: ada });
  await writeTenant(entry, (tx) => enqueue(tx, countProjects, { word: "kept" }, { traceId: "trace-1" }));
  await vi.waitFor(
    () => expect(done).toContainEqual({ projects: 1, word: "kept", traceId: "trace-1" }),
    10_000,
  );
  expect(tenant.id).toBe(entry.tenant.id);
});

test("a job of a transaction that is rolled back is never queued", async () => {
  const { entry } = await setting();
  const failed = writeTenant(entry, async (tx) => {
    await enqueue(tx, countProjects, { word: "undone" }, { traceId: "trace-2" });
    throw new Error("changed my mind");
  });
  await expect(failed).rejects.toThrow("changed my mind");
  const { rows } = await db.admin.query("select 1 from graphile_worker._private_jobs");
  expect(rows).toEqual([]);
});

test("a job without a tenant is refused without another try, and counted", async () => {
  const { tenant, ada } = await setting();
  const payload = { word: "nowhere", tenantId: undefined };
  const id = await queueJob(db.admin, { tenant, user: ada }, { name: "count-projects", payload });
  await vi.waitFor(
    async () => expect(await jobRow(id)).toMatchObject({ attempts: 1, max_attempts: 1, locked_at: null }),
    10_000,
  );
  expect(done.map(({ word }) => word)).not.toContain("nowhere");
  expect(await app.holds.metrics.registry.getSingleMetricAsString("saas_jobs_total")).toContain(
    'saas_jobs_total{job="count-projects",outcome="refused"} 1',
  );
});

test("a job of a user who no longer belongs to the tenant is refused", async () => {
  const { tenant } = await setting();
  const eve = await createUser(db.admin);
  const payload = { word: "stranger" };
  const id = await queueJob(db.admin, { tenant, user: eve }, { name: "count-projects", payload });
  await vi.waitFor(
    async () => expect(await jobRow(id)).toMatchObject({ attempts: 1, max_attempts: 1, locked_at: null }),
    10_000,
  );
  expect(done.map(({ word }) => word)).not.toContain("stranger");
});

test.each([
  ["suspended", suspendTenant],
  ["deleted", deleteTenant],
])(
  "a job of a %s tenant waits until it is open again, and waiting costs no attempt",
  async (status, close) => {
    const { tenant, ada } = await setting();
    await close(db.admin, tenant);
    const queue = (payload: object, delay?: string) =>
      queueJob(db.admin, { tenant, user: ada }, { name: "count-projects", payload, delay });
    await queue({ word: status });
    await vi.waitFor(async () => {
      const { rows } = await db.admin.query(
        "select attempts, run_at > now() + interval '50 minutes' as later from graphile_worker._private_jobs where payload ->> 'word' = $1",
        [status],
      );
      expect(rows).toEqual([{ attempts: 0, later: true }]);
    }, 10_000);
    expect(done.map(({ word }) => word)).not.toContain(status);
    const other = await queue({ tenantId: randomUUID(), word: "elsewhere" }, "1 day");
    await openTenant(db.admin, tenant);
    await vi.waitFor(() => expect(done.map(({ word }) => word)).toContain(status), 10_000);
    expect((await jobRow(other)).run_at.getTime()).toBeGreaterThan(Date.now() + 3_600_000);
  },
);

test("the sweep takes what has expired and leaves the rest", async () => {
  const ada = await createUser(db.admin);
  await db.admin.query(
    "insert into control.sessions (id, user_id, token_hash, expires_at) values ($1, $2, $3, now() - interval '1 minute')",
    [randomUUID(), ada.id, Buffer.alloc(32, 1)],
  );
  // Links are kept for a day, to say what has come of them.
  for (const [mark, since] of [
    [2, "23 hours"],
    [3, "25 hours"],
  ]) {
    const values = [randomUUID(), ada.id, Buffer.alloc(32, mark), Buffer.alloc(32, Number(mark) + 2), since];
    await db.admin.query(
      `insert into control.email_verifications (id, user_id, email, token_hash, expires_at)
       select $1, $2, 'x', $3, now() - $5::interval where $4::bytea is not null`,
      values,
    );
    await db.admin.query(
      `insert into control.email_changes
         (id, user_id, old_email, new_email, old_token_hash, new_token_hash, expires_at, ended_at)
       values ($1, $2, 'x', 'x@y', $3, $4, now() - $5::interval, now())`,
      values,
    );
  }
  await db.admin.query(
    `insert into control.known_networks (user_id, network, seen_at)
     values ($1, '192.0.2', now() - interval '179 days'), ($1, '198.51.100', now() - interval '181 days')`,
    [ada.id],
  );
  await db.admin.query("select graphile_worker.add_job('sweep')");
  const left = async () =>
    (
      await db.admin.query(
        `select (select json_agg(expires_at > now()) from control.sessions where user_id = $1) as sessions,
           (select count(*)::int from control.email_verifications) as verifications,
           (select count(*)::int from control.email_changes) as changes,
           (select json_agg(network) from control.known_networks) as networks`,
        [ada.id],
      )
    ).rows;
  await vi.waitFor(
    async () =>
      expect(await left()).toEqual([
        { sessions: [true], verifications: 1, changes: 1, networks: ["192.0.2"] },
      ]),
    10_000,
  );
});
