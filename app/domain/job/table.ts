import { defineEntity, p } from "@mikro-orm/core";

/** graphile-worker's view, without the tenants' payloads. Only db/functions/job.sql names its tables. */
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
