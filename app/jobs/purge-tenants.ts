import { z } from "zod";
import { duePurges, purgeTenant } from "#app/domain/tenant/purge.ts";
import { job } from "./job.ts";

/** One that can't be erased doesn't hold up the others: the job fails after them, and is tried again. */
export const purgeTenants = job({
  name: "purge-tenants",
  payload: z.unknown(),
  async run(_payload, { app: { log }, worker, signal }) {
    const failures: unknown[] = [];
    for (const tenantId of await duePurges(worker)) {
      try {
        const purge = await purgeTenant(worker, tenantId, signal);
        if (purge.kind === "done" && purge.value)
          log.info({ tenantId, erased: purge.value }, "A tenant was erased");
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  },
});
