import { tenantQuery } from "#app/domain/query.ts";

/** The tenant that was entered for a job. None, if the user who caused the job no longer belongs to it. Index: tenants_pkey. */
export const tenantOfJob = tenantQuery((db) => db.selectFrom("tenants").select(["status", "home"]));
