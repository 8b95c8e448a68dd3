import { defineConfig } from "@mikro-orm/postgresql";
import type { RowhouseDialect } from "./driver.ts";
import { Comment } from "./tenant/comment.ts";
import { tenantFilter } from "./tenant/owned.ts";
import { Project } from "./tenant/project.ts";
import { Task } from "./tenant/task.ts";

/** Every entity. A new noun gets a line here. */
export const entities = [Project, Task, Comment];

/** MikroORM's configuration over our own driver. */
export function ormOptions(dialect: RowhouseDialect) {
  return defineConfig({
    entities,
    dbName: "rowhouse",
    driverOptions: dialect,
    filters: { tenant: tenantFilter },
    // An EntityManager belongs to one transaction of one tenant; a global one would mix them.
    allowGlobalContext: false,
    // PostgreSQL and the ORM both keep dates in UTC.
    forceUtcTimezone: true,
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false },
  });
}
