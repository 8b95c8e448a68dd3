import { defineEntity, p } from "@mikro-orm/core";

/** graphile-worker's queue, as Rowhouse sees it. The names of its tables are nowhere else in TypeScript. */

/** Its own view of the jobs that are not done. What a job carries is not in it: it belongs to its tenant. */
export const jobs = defineEntity({
  name: "Job",
  tableName: "jobs",
  schema: "graphile_worker",
  properties: {
    id: p.bigint("string").primary(),
    taskIdentifier: p.string(),
    runAt: p.datetime(),
    attempts: p.smallint(),
    maxAttempts: p.smallint(),
    lastError: p.text().nullable(),
    key: p.text().nullable(),
    lockedAt: p.datetime().nullable(),
    lockedBy: p.text().nullable(),
  },
});

/** The table behind it, for the one change that graphile-worker has no function for. */
export const privateJobs = defineEntity({
  name: "PrivateJob",
  tableName: "_private_jobs",
  schema: "graphile_worker",
  properties: {
    id: p.bigint("string").primary(),
    attempts: p.smallint(),
    maxAttempts: p.smallint(),
  },
});
