import { defineConfig } from "@mikro-orm/postgresql";
import type { Pool } from "pg";
import { RowhouseDialect } from "./driver.ts";
import { Comment } from "./tenant/comment.ts";
import { tenantFilter } from "./tenant/owned.ts";
import { Project } from "./tenant/project.ts";
import { Task } from "./tenant/task.ts";

/** Every entity. A new noun gets a line here. */
export const entities = [Project, Task, Comment];

/** MikroORM's configuration over an existing pool. */
export function ormOptions(pool: Pool) {
  return defineConfig({
    entities,
    dbName: "rowhouse",
    driverOptions: new RowhouseDialect(pool),
    filters: { tenant: tenantFilter },
    // An EntityManager belongs to one transaction of one tenant; a global one would mix them.
    allowGlobalContext: false,
    // PostgreSQL and the ORM both keep dates in UTC.
    forceUtcTimezone: true,
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false },
  });
}
