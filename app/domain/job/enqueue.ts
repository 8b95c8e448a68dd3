import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { TenantWriter } from "#db/transaction.ts";
import type { TenantPayload } from "./payload.ts";

interface Cause {
  /** The id of the request that causes the job. */
  traceId: string;
  /** Names the cause, if another try of the same request could cause it again. Absent: every call is a cause of its own. */
  idempotencyKey?: string;
  /** A job that waits under this key is replaced, not added to. */
  jobKey?: string;
}

/** Has a job done after this transaction commits, and only then, on behalf of the person whose transaction it is. */
export async function enqueue<Payload extends TenantPayload>(
  tx: TenantWriter,
  job: { name: string; payload: z.ZodType<Payload> },
  payload: Omit<Payload, keyof TenantPayload>,
  { traceId, idempotencyKey = randomUUID(), jobKey }: Cause,
): Promise<void> {
  const whole = { ...payload, tenantId: tx.tenantId, actorUserId: tx.userId, idempotencyKey, traceId };
  await tx.rows("select control.enqueue_job($1, $2, $3)", [job.name, JSON.stringify(whole), jobKey ?? null]);
}
