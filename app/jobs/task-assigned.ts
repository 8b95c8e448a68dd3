import { assignmentJob, mailAssignment } from "#app/domain/task/assignment.ts";
import { writeTenant } from "#db/transaction.ts";
import { tenantJob } from "./tenant-job.ts";

export const taskAssigned = tenantJob({
  ...assignmentJob,
  async run(payload, { entry }) {
    await writeTenant(entry, (tx) => mailAssignment(tx, payload));
  },
});
