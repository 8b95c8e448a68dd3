import { z } from "zod";
import { type Entry, withTenant } from "#db/transaction.ts";
import { closedSeconds, type Job, type JobContext, Postponed, Refused } from "./job.ts";

/** What every job of a tenant carries. */
export const tenantPayload = z.object({
  tenantId: z.uuid(),
  /** The person who caused it: the job may do what they may, and no more. */
  actorUserId: z.uuid(),
  /** The same for every run of the same cause. */
  idempotencyKey: z.string().min(1).max(200),
  /** The id of the request that caused it. */
  traceId: z.string().min(1).max(200),
});
export type TenantPayload = z.infer<typeof tenantPayload>;

export interface TenantJobContext extends JobContext {
  /** For `withTenant`: the tenant, on behalf of the person who caused the job. */
  entry: Entry;
}

export interface TenantJob<Payload extends TenantPayload = TenantPayload> extends Job<Payload> {
  ofTenant: true;
}

interface Definition<Shape extends z.ZodRawShape> {
  name: string;
  /** The payload's own fields, besides those of every tenant job. */
  payload: Shape;
  run(payload: z.infer<z.ZodObject<Shape>> & TenantPayload, context: TenantJobContext): Promise<void>;
}

/**
 * Defines a job of a tenant. It runs through `withTenant` as the person who caused it, so the database itself checks
 * that they still belong: if not, it is refused. While the tenant is suspended, or deleted and not erased yet, it waits.
 */
export function tenantJob<Shape extends z.ZodRawShape>({ name, payload, run }: Definition<Shape>) {
  type Payload = z.infer<z.ZodObject<Shape>> & TenantPayload;
  return {
    name,
    ofTenant: true,
    payload: z.intersection(tenantPayload, z.object(payload)) as unknown as z.ZodType<Payload>,
    async run(given: Payload, context: JobContext) {
      await run(given, { ...context, entry: await entryOf(given) });
    },
  } satisfies TenantJob<Payload>;
}

async function entryOf({ tenantId, actorUserId, traceId }: TenantPayload): Promise<Entry> {
  const unproved = { tenant: { id: tenantId, home: "shared" }, user: { id: actorUserId } };
  // Index: the tenants' key. The wall shows the row only to a member.
  const [tenant] = await withTenant({ ...unproved, readOnly: true }, (tx) =>
    tx.rows<{ status: string; home: string }>("select status, home from control.tenants where id = $1", [
      tenantId,
    ]),
  );
  if (!tenant) throw new Refused("Its tenant is gone, or the person who caused it no longer belongs there");
  if (tenant.status !== "active") throw new Postponed("Its tenant is closed", closedSeconds);
  return {
    tenant: { id: tenantId, home: tenant.home },
    user: unproved.user,
    readOnly: false,
    request: { id: traceId, ipAddress: null },
  };
}
