import { defineConfig } from "@mikro-orm/postgresql";
import { Comment } from "#app/domain/comment/comment.ts";
import { Project } from "#app/domain/project/project.ts";
import { Task } from "#app/domain/task/task.ts";
import type { RowhouseDialect } from "./driver.ts";
import { tenantFilter } from "./owned.ts";

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
