import type { Pool } from "pg";
import { afterAll, beforeAll } from "vitest";
import type { App } from "#app/app.ts";
import type { Job, JobContext } from "#app/jobs/job.ts";
import { type JobRunner, startJobs } from "#app/jobs/runner.ts";
import type { UnservedApp } from "./app.ts";
import { statementsOn } from "./statements.ts";

export function useJobs(app: UnservedApp, options: { jobs: Job[]; lookEveryMs?: number }): void {
  let runner: JobRunner;
  beforeAll(() => {
    const { url, secret } = app.db;
    runner = startJobs(app.holds, { url, secret, ...options });
  });
  afterAll(() => runner.stop(5_000));
}

/** To run a job by hand. @param worker serves its statements of the control plane */
export function jobContext(app: App, worker: Pool): JobContext {
  return { app, worker: statementsOn(worker), signal: new AbortController().signal, attempt: 1 };
}
