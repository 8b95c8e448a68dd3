import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import { tenantChange } from "#app/domain/query.ts";
import type { TenantWriter } from "#db/transaction.ts";
import type { TenantPayload } from "./payload.ts";

const enqueueJob = tenantChange.byHand(
  "enqueued job",
  {},
  ({ task, payload }: { task: string; payload: string }) =>
    sql`select from control.enqueue_job(${task}, ${payload})`,
);

interface Cause {
  traceId: string;
  /** Given if another try of the request could cause it again. Absent: every call is a cause of its own. */
  idempotencyKey?: string;
}

/** On behalf of the transaction's user. The job runs after the transaction commits, or never. */
export async function enqueue<Payload extends TenantPayload>(
  tx: TenantWriter,
  job: { name: string; payload: z.ZodType<Payload> },
  payload: Omit<Payload, keyof TenantPayload>,
  { traceId, idempotencyKey = randomUUID() }: Cause,
): Promise<void> {
  const whole = { ...payload, tenantId: tx.tenantId, actorUserId: tx.userId, idempotencyKey, traceId };
  await enqueueJob(tx, { task: job.name, payload: JSON.stringify(whole) });
}
