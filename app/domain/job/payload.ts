import { z } from "zod";

export const tenantPayload = z.object({
  tenantId: z.uuid(),
  /** The user who caused it: the job may do what they may, and no more. */
  actorUserId: z.uuid(),
  /** Stands for the user's session while the job runs. The database adds it (db/functions/job.sql). */
  ticket: z.string().min(32).max(100),
  /** The same for every run of the same cause. */
  idempotencyKey: z.string().min(1).max(200),
  /** The request's id. */
  traceId: z.string().min(1).max(200),
});
export type TenantPayload = z.infer<typeof tenantPayload>;
