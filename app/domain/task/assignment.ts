import { createHash } from "node:crypto";
import { z } from "zod";
import { enqueue } from "#app/domain/job/enqueue.ts";
import { type TenantPayload, tenantPayload } from "#app/domain/job/payload.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import { memberAddress } from "#app/domain/membership/people.ts";
import { enteredSlug } from "#app/domain/tenant/tenant.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { findAssignedTask } from "./reads.ts";
import type { Task } from "./table.ts";

/** The job that tells a member that a task is theirs now. */
export const assignmentJob = {
  name: "task-assigned",
  payload: tenantPayload.extend({ taskId: z.uuid(), assigneeId: z.uuid() }),
};
type Assignment = z.infer<typeof assignmentJob.payload>;

/** Queues the news for a task's assignee, unless members gave the task to themselves or to no one. */
export async function announceAssignment(
  tx: TenantWriter,
  { id: taskId, assigneeId }: Pick<Task, "id" | "assigneeId">,
  traceId: string,
): Promise<void> {
  if (assigneeId && assigneeId !== tx.userId) {
    await enqueue(tx, assignmentJob, { taskId, assigneeId }, { traceId });
  }
}

/** Tells a member by mail that a task is theirs now; nothing if it no longer is. */
export async function mailAssignment(
  tx: TenantWriter,
  {
    taskId,
    assigneeId,
    actorUserId,
    idempotencyKey,
  }: Omit<Assignment, keyof TenantPayload> & Pick<TenantPayload, "actorUserId" | "idempotencyKey">,
  appUrl: string,
): Promise<void> {
  const task = await findAssignedTask(tx, taskId, assigneeId);
  const to = await memberAddress(tx, assigneeId);
  const by = await memberAddress(tx, actorUserId);
  if (!task || !to || !by) return;
  const url = `${appUrl}/${await enteredSlug(tx)}/projects/${task.projectId}/tasks/${taskId}`;
  await writeMail(tx, {
    id: uuidOf(idempotencyKey),
    tenantId: tx.tenantId,
    to: to.email,
    subject: `${by.name} gave you a task: ${task.title}`,
    body: `${by.name} gave you “${task.title}” in the project “${task.projectName}”.\n\n${url}\n`,
  });
}

/** The same id for the same key, in the form RFC 9562 leaves to applications (version 8). */
function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
