import { createHash } from "node:crypto";
import { z } from "zod";
import { enqueue } from "#app/domain/job/enqueue.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { memberAddress } from "#app/domain/membership/people.ts";
import { findAssignedTask } from "#app/domain/task/reads.ts";
import type { Task } from "#app/domain/task/table.ts";
import { enteredSlug } from "#app/domain/tenant/tenant.ts";
import { type TenantWriter, writeTenant } from "#db/transaction.ts";
import { tenantJob } from "./tenant-job.ts";

/** Tells somebody by mail that a task is theirs now. Nothing is told if it is no longer so when the job runs. */
export const taskAssigned = tenantJob({
  name: "task-assigned",
  payload: { taskId: z.uuid(), assigneeId: z.uuid() },
  async run({ taskId, assigneeId, actorUserId, idempotencyKey }, { app: { config }, entry }) {
    await writeTenant(entry, async (tx) => {
      const task = await findAssignedTask(tx, taskId, assigneeId);
      const to = await memberAddress(tx, assigneeId);
      const by = await memberAddress(tx, actorUserId);
      if (!task || !to || !by) return;
      const address = `${config.appUrl}/${await enteredSlug(tx)}/projects/${task.projectId}/tasks/${taskId}`;
      await writeMail(tx, {
        id: uuidOf(idempotencyKey),
        tenantId: tx.tenantId,
        to: to.email,
        subject: `${by.name} gave you a task: ${task.title}`,
        body: `${by.name} gave you “${task.title}” in the project “${task.projectName}”.\n\n${address}\n`,
      });
    });
  },
});

/** Queues the news for a task's assignee, unless people gave the task to themselves or to nobody. */
export async function announceAssignment(
  tx: TenantWriter,
  { id: taskId, assigneeId }: Task,
  traceId: string,
): Promise<void> {
  if (assigneeId && assigneeId !== tx.userId) {
    await enqueue(tx, taskAssigned, { taskId, assigneeId }, { traceId });
  }
}

/** The same id for the same key, in the form RFC 9562 leaves to applications (version 8). */
function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
