import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { allJobs } from "#app/jobs/index.ts";
import { type Job, Refused } from "#app/jobs/job.ts";
import { type Entry, writeTenant } from "#db/transaction.ts";
import { runningTicket } from "#tests/factories/jobs.ts";
import { asking, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useUnservedApp } from "#tests/harness/app.ts";
import { poolAs } from "#tests/harness/database.ts";
import { jobContext } from "#tests/harness/jobs.ts";
import { fingerprint, type Stage, setStage } from "./stage.ts";
import { settings, Tally, withLayers } from "./switches.ts";

vi.mock("#db/layers.ts", () => import("./switches.ts"));

const app = useUnservedApp();
const { db } = app;
let worker: Pool;
let stage: Stage;
let before: string;
let attempts = 0;

beforeAll(() => {
  worker = poolAs("rowhouse_worker", db);
});
beforeEach(async () => {
  stage = await setStage(db.admin);
  // A user who would be told, if only the tenant were theirs.
  await db.admin.query("update tenant.tasks set assignee_id = $2 where id = $1", [
    stage.acmeIds.task,
    stage.globexOwner.id,
  ]);
  await db.admin.query("delete from control.mails");
  before = await fingerprint(db.admin, stage.acme);
});
afterEach(async () => {
  expect(await fingerprint(db.admin, stage.acme)).toBe(before);
  expect(await writtenMails()).not.toContainEqual(expect.stringContaining(stage.marker));
});
const tally = new Tally("jobs");
afterAll(async () => {
  await worker.end();
  tally.print();
});

async function writtenMails(): Promise<string[]> {
  const { rows } = await db.admin.query<{ fields: string }>("select fields::text from control.mails");
  return rows.map(({ fields }) => fields);
}

const ofTenants = allJobs.filter((job) => "ofTenant" in job);

interface Payload {
  ticket: string;
  tenantId: string;
  actorUserId: string;
}

/** Acme's ids in every field of the job's schema. @throws if the stage lacks one: furnish it */
function aimedAtAcme(job: Job, given: Payload): Record<string, unknown> {
  const { properties = {}, allOf = [] } = z.toJSONSchema(job.payload) as JsonSchema;
  const fields = Object.assign({}, properties, ...allOf.map((part) => part.properties));
  const values = Object.keys(fields).map((field) => [field, { ...known(), ...given }[field]]);
  const missing = values.filter(([, value]) => value === undefined).map(([field]) => field);
  if (missing.length > 0) throw new Error(`The stage has nothing for ${missing} of ${job.name}`);
  return Object.fromEntries(values);
}

interface JsonSchema {
  properties?: Record<string, unknown>;
  allOf?: JsonSchema[];
}

function known(): Record<string, unknown> {
  const ids = Object.entries(stage.acmeIds).map(([noun, id]) => [`${noun}Id`, id]);
  return {
    ...Object.fromEntries(ids),
    ...{ userId: stage.acmeViewer.id, assigneeId: stage.globexOwner.id },
    ...{ idempotencyKey: "attack", traceId: "attack", mailId: stage.acme.id },
  };
}

async function runAimed(job: Job, given: Payload): Promise<unknown> {
  attempts++;
  return job.run(aimedAtAcme(job, given), jobContext(app.holds, worker)).catch((error: unknown) => error);
}

/** A ticket that is good at home. */
const ticketOf = (tenant: TestTenant, user: TestUser) => runningTicket(db.admin, { tenant, user });

const atHome = async (): Promise<Payload> => ({
  tenantId: stage.globex.id,
  actorUserId: stage.globexOwner.id,
  ticket: await ticketOf(stage.globex, stage.globexOwner),
});
const inAcme = async (): Promise<Payload> => ({ ...(await atHome()), tenantId: stage.acme.id });

describe("no job is queued into a foreign tenant", () => {
  test.each(ofTenants)("$name", async (job) => {
    const { database } = app.holds;
    const homes: Entry[] = [
      { database, tenant: stage.globex, ...asking(stage.globexOwner) },
      { database, tenant: stage.acme, ...asking(stage.globexOwner) },
    ];
    const asAcmesOwner = { ...(await inAcme()), actorUserId: stage.acmeOwner.id };
    for (const entry of homes) {
      for (const given of [await inAcme(), asAcmesOwner]) {
        attempts++;
        const queued = writeTenant(entry, (tx) =>
          tx.rows("select control.enqueue_job($1, $2)", [job.name, JSON.stringify(aimedAtAcme(job, given))]),
        );
        await expect(queued).rejects.toMatchObject({ code: "42501" });
      }
    }
  });
});

describe("a job gets nothing of a foreign tenant", () => {
  test.each(ofTenants)("$name, written into the queue by hand", async (job) => {
    expect(await runAimed(job, await inAcme())).toBeInstanceOf(Refused);
  });

  // A job has no door: its ticket is asked by the other two.
  const withoutDoor = settings.filter(({ on }) => on.includes("filter") || on.includes("wall"));

  test.each(withoutDoor)(
    "at home with foreign ids, and with a foreign tenant's: $name",
    async ({ name, on }) => {
      const before = attempts;
      await withLayers(db.admin, on, async () => {
        for (const job of allJobs) await runAimed(job, await atHome());
        for (const job of ofTenants) expect(await runAimed(job, await inAcme())).toBeInstanceOf(Error);
      });
      const leaks = (await writtenMails()).filter((mail) => mail.includes(stage.marker));
      tally.note(name, attempts - before, leaks);
      expect(leaks).toEqual([]);
    },
  );
});

test("the attack would find a leak: acme's owner has a mail with acme's marker written", async () => {
  const [announced] = ofTenants.filter(({ name }) => name === "task-assigned");
  await db.admin.query("update tenant.tasks set assignee_id = $2 where id = $1", [
    stage.acmeIds.task,
    stage.acmeViewer.id,
  ]);
  const done = await (announced as Job).run(
    {
      ...aimedAtAcme(announced as Job, {
        tenantId: stage.acme.id,
        actorUserId: stage.acmeOwner.id,
        ticket: await ticketOf(stage.acme, stage.acmeOwner),
      }),
      assigneeId: stage.acmeViewer.id,
    },
    jobContext(app.holds, worker),
  );
  expect(done).toBeUndefined();
  const { rows } = await db.admin.query("select fields from control.mails");
  expect(JSON.stringify(rows)).toContain(stage.marker);
  await db.admin.query("delete from control.mails");
  before = await fingerprint(db.admin, stage.acme);
});
