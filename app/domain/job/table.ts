import { defineEntity, p } from "@mikro-orm/core";

/**
 * graphile-worker's own view of the jobs that are not done. What a job carries is not in it: that belongs to its tenant. Its
 * tables are named in db/functions/job.sql alone.
 */
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
