import { createHash } from "node:crypto";
import { z } from "zod";
import { enqueue } from "#app/domain/job/enqueue.ts";
import { tenantPayload } from "#app/domain/job/payload.ts";
import { writeTenantMail } from "#app/domain/mail/outbox.ts";
import { memberById } from "#app/domain/membership/reads.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { assignedTask } from "./reads.ts";
import type { Task } from "./table.ts";

export const assignmentJob = {
  name: "task-assigned",
  payload: tenantPayload.extend({ taskId: z.uuid(), assigneeId: z.uuid() }),
};
type Assignment = z.infer<typeof assignmentJob.payload>;

export async function announceAssignment(
  tx: TenantWriter,
  { id: taskId, assigneeId }: Pick<Task, "id" | "assigneeId">,
  traceId: string,
): Promise<void> {
  if (assigneeId && assigneeId !== tx.userId) {
    await enqueue(tx, assignmentJob, { taskId, assigneeId }, { traceId });
  }
}

export async function mailAssignment(
  tx: TenantWriter,
  { taskId, assigneeId, idempotencyKey }: Pick<Assignment, "taskId" | "assigneeId" | "idempotencyKey">,
): Promise<void> {
  const [task, to] = await Promise.all([
    assignedTask.first(tx, { id: taskId, assigneeId }),
    memberById.first(tx, { userId: assigneeId }),
  ]);
  if (!task || !to) return;
  const id = uuidOf(idempotencyKey);
  await writeTenantMail(tx, { id, template: "assignment", to: to.email, fields: { taskId } });
}

/** The same id for the same key: a UUID of version 8, which RFC 9562 leaves to applications. */
function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
