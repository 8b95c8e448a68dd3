import { assignmentJob, mailAssignment } from "#app/domain/task/assignment.ts";
import { writeTenant } from "#db/transaction.ts";
import { tenantJob } from "./tenant-job.ts";

/** Tells a member by mail that a task is theirs now. */
export const taskAssigned = tenantJob({
  ...assignmentJob,
  async run(payload, { app, entry }) {
    await writeTenant(entry, (tx) => mailAssignment(tx, payload, app.config.appUrl));
  },
});
