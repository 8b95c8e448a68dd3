import { Client } from "pg";
import { beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { bePresent } from "#app/domain/job/holders.ts";
import { job } from "#app/jobs/job.ts";
import { urlAs } from "#db/roles.ts";
import { useUnservedApp } from "#tests/harness/app.ts";
import { useJobs } from "#tests/harness/jobs.ts";
import { statementsOn } from "#tests/harness/statements.ts";

const app = useUnservedApp();
const { db } = app;
let done: string[] = [];
let gate = Promise.withResolvers<void>();

const note = job({
  name: "note",
  payload: z.object({ word: z.string() }),
  async run({ word }) {
    done.push(word);
    if (word === "slow") await gate.promise;
  },
});

useJobs(app, { jobs: [note], lookEveryMs: 50 });
beforeEach(() => {
  done = [];
});

/** No process can take the job until it has the holder that it should. */
async function addJob(word: string, holder: string | null) {
  const payload = JSON.stringify({ word });
  await db.admin.query("select graphile_worker.add_job('note', $1, run_at := now() + interval '1 day')", [
    payload,
  ]);
  await db.admin.query(
    `update graphile_worker._private_jobs
     set run_at = now(), locked_by = $2::text, locked_at = case when $2::text is not null then now() end
     where payload ->> 'word' = $1`,
    [word, holder],
  );
}

async function otherProcess(holder: string): Promise<Client> {
  const client = new Client({ connectionString: urlAs("rowhouse_worker", db.url, db.secret) });
  await client.connect();
  await bePresent(statementsOn(client), [holder]);
  return client;
}

test("jobs of a process that is gone are done by another; those of one that runs are left to it", async () => {
  const other = await otherProcess("pool-other");
  await addJob("held", "pool-other");
  await addJob("left behind", "pool-gone");
  await vi.waitFor(() => expect(done).toContain("left behind"), 20_000);
  expect(done).not.toContain("held");

  await other.end();
  await vi.waitFor(() => expect(done).toContain("held"), 20_000);
});

test("a process that only loses its connection keeps its jobs", async () => {
  gate = Promise.withResolvers();
  await addJob("slow", null);
  await vi.waitFor(() => expect(done).toEqual(["slow"]), 20_000);
  const { rowCount } = await db.admin.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'rowhouse jobs, presence' and datname = current_database()",
  );
  expect(rowCount).toBe(1);

  await addJob("left behind", "pool-gone");
  await vi.waitFor(() => expect(done).toContain("left behind"), 20_000);
  expect(done.filter((word) => word === "slow")).toHaveLength(1);
  gate.resolve();
});
