import { expect, test, vi } from "vitest";
import { z } from "zod";
import { job } from "#app/jobs/job.ts";
import { useUnservedApp } from "#tests/harness/app.ts";
import { takeAway } from "#tests/harness/database-away.ts";
import { useJobs } from "#tests/harness/jobs.ts";

const app = useUnservedApp();
const { db } = app;
const concurrentJobs = 5;
let done: string[] = [];
let running = 0;
let gate = Promise.withResolvers<void>();

const waitAtGate = job({
  name: "wait-at-gate",
  payload: z.object({ word: z.string(), fails: z.boolean() }),
  async run({ word, fails }) {
    running++;
    await gate.promise;
    running--;
    if (fails) throw new Error("as it was told");
    done.push(word);
  },
});

useJobs(app, { jobs: [waitAtGate], lookEveryMs: 50 });

async function addJob(payload: { word: string; fails: boolean }) {
  await db.admin.query("select graphile_worker.add_job('wait-at-gate', $1)", [JSON.stringify(payload)]);
}

test.each([
  ["done", false],
  ["failed", true],
])(
  "jobs that are %s while the database is away stop nothing: jobs go on when it is back",
  async (word, fails) => {
    const warned = vi.spyOn(app.holds.log, "warn");
    done = [];
    gate = Promise.withResolvers();
    for (let n = 0; n < concurrentJobs; n++) await addJob({ word, fails });
    await vi.waitFor(() => expect(running).toBe(concurrentJobs), 10_000);

    const back = await takeAway(db);
    gate.resolve();
    // A runner that stopped is started again, which fails while the database is away.
    await vi.waitFor(
      () => expect(warned).toHaveBeenCalledWith(expect.anything(), "Jobs can't be worked just now"),
      10_000,
    );
    expect(running).toBe(0);
    await back();

    await addJob({ word: "after", fails: false });
    await vi.waitFor(() => expect(done).toContain("after"), 20_000);
    await vi.waitFor(async () => {
      const { rows } = await db.admin.query("select from graphile_worker.jobs where locked_by is not null");
      expect(rows).toEqual([]);
    }, 20_000);
  },
);
