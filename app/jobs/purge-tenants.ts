import { z } from "zod";
import { log } from "#app/base/log.ts";
import { duePurges, purgeTenant } from "#app/domain/tenant/purge.ts";
import { job, statementsOf } from "./job.ts";

/**
 * Erases the tenants whose owners let the time pass in which they could be brought back. One that can't be erased does not
 * keep the others waiting; the job fails after them, and is tried again.
 */
export const purgeTenants = job({
  name: "purge-tenants",
  payload: z.unknown(),
  async run(_payload, context) {
    const tx = statementsOf(context);
    const failures: unknown[] = [];
    for (const tenantId of await duePurges(tx)) {
      try {
        const erased = await purgeTenant(tx, tenantId, context.signal);
        if (erased) log.info({ tenantId, erased }, "A tenant was erased");
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  },
});
