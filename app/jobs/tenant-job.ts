import type { z } from "zod";
import type { App } from "#app/app.ts";
import type { TenantPayload } from "#app/domain/job/payload.ts";
import { ownTenantState } from "#app/domain/tenant/reads.ts";
import { type Entry, readControl } from "#db/transaction.ts";
import { closedSeconds, type Job, type JobContext, Postponed, Refused } from "./job.ts";

interface TenantJobContext extends JobContext {
  /** On behalf of the user who caused the job. */
  entry: Entry;
}

export interface TenantJob<Payload extends TenantPayload = TenantPayload> extends Job<Payload> {
  ofTenant: true;
}

interface Definition<Payload extends TenantPayload> {
  name: string;
  payload: z.ZodType<Payload>;
  run(payload: Payload, context: TenantJobContext): Promise<void>;
}

/** Runs as the user who caused it. Refused if they left the tenant; postponed while the tenant is closed. */
export function tenantJob<Payload extends TenantPayload>({
  name,
  payload,
  run,
}: Definition<Payload>): TenantJob<Payload> {
  return {
    name,
    ofTenant: true,
    payload,
    async run(given, context) {
      await run(given, { ...context, entry: await entryOf(context.app, given) });
    },
  };
}

async function entryOf(
  { database }: Pick<App, "database">,
  { tenantId, actorUserId, ticket, traceId }: TenantPayload,
): Promise<Entry> {
  const asker = { user: { id: actorUserId }, credential: { ticket } };
  // No one can enter a deleted tenant, but its members may read that it is deleted.
  const tenant = await readControl({ database, ...asker }, (tx) => ownTenantState.first(tx, { tenantId }));
  if (!tenant) throw new Refused("Its tenant is gone, or the user who caused it no longer belongs there");
  if (tenant.status !== "active") throw new Postponed("Its tenant is closed", closedSeconds);
  return {
    database,
    tenant: { id: tenantId, home: tenant.home },
    ...asker,
    request: { id: traceId, ipAddress: null },
  };
}
