import { type SelectQueryBuilder, sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type DatabaseTables, query, type Source } from "#app/domain/query.ts";
import { boolean, typed } from "#db/query.ts";
import type { Reader } from "#db/transaction.ts";

/** For `readAsOperator` alone. */

export const operatorPageRows = 50;
const reason = "The operator's pages show every tenant.";

interface Search {
  /** Part of a name, a slug or an email; empty: everything. */
  search: string;
  /** Counted from 1. */
  page: number;
}

/** No index serves this. */
function isFound(search: string, ...texts: ReturnType<typeof sql>[]) {
  const has = texts.map((text) => sql`position(lower(${search}) in ${text}) > 0`);
  return sql<boolean>`(${search} = '' or ${sql.join(has, sql` or `)})`;
}

/**
 * Counted for each row of the query around. Indexes: memberships_pkey, and memberships_user_id, for which every tenant has to be
 * named.
 */
export function membershipsOf(db: Source, column: "tenant_id" | "user_id", outerId: string) {
  return db
    .selectFrom("memberships")
    .select(countAll.as("count"))
    .where(column, "=", sql.ref<string>(outerId))
    .where("tenant_id", "<>", "00000000-0000-0000-0000-000000000000")
    .$asScalar()
    .$notNull();
}

/** Cut out before anything is counted: rows that the offset skips must cost next to nothing. */
function newestPage<Table extends "tenants" | "users", Row>(
  found: SelectQueryBuilder<DatabaseTables, Table, Row>,
  page: number,
) {
  return found
    .orderBy(sql`created_at`, "desc")
    .orderBy(sql`id`, "desc")
    .limit(operatorPageRows)
    .offset(pageOffset(page, operatorPageRows));
}

function tenantsFound(db: Source, search: string) {
  return db.selectFrom("tenants").where(isFound(search, sql`lower(name)`, sql`slug`));
}

/** Indexes: tenants_created_at, and memberships_pkey for the counts. */
const listTenants = query.acrossTenants(reason, (db, { search, page }: Search) =>
  db
    .with("counted", (within) => tenantsFound(within, search).select(countAll.as("total")))
    .selectFrom(newestPage(tenantsFound(db, search).selectAll(), page).as("page"))
    .select([
      totalCounted,
      "page.id",
      "page.slug",
      "page.name",
      "page.hue",
      "page.status",
      "page.purge_after as purgeAfter",
      "page.plan",
      "page.created_at as createdAt",
      typed(boolean, sql`page.plan_overrides <> '{}'`).as("hasOverrides"),
      membershipsOf(db, "tenant_id", "page.id").as("members"),
    ])
    .orderBy("page.created_at", "desc")
    .orderBy("page.id", "desc"),
);

function usersFound(db: Source, search: string) {
  return db.selectFrom("users").where(isFound(search, sql`lower(name)`, sql`email`));
}

/** Indexes: users_created_at, and memberships_user_id for the counts. */
const listUsers = query.acrossTenants(reason, (db, { search, page }: Search) =>
  db
    .with("counted", (within) => usersFound(within, search).select(countAll.as("total")))
    .selectFrom(newestPage(usersFound(db, search).selectAll(), page).as("page"))
    .select([
      totalCounted,
      "page.id",
      "page.name",
      "page.email",
      "page.is_operator as isOperator",
      "page.created_at as createdAt",
      membershipsOf(db, "user_id", "page.id").as("tenants"),
    ])
    .orderBy("page.created_at", "desc")
    .orderBy("page.id", "desc"),
);

export async function tenantPage(tx: Reader, search: Search) {
  return listPage(await listTenants(tx, search));
}

export async function userPage(tx: Reader, search: Search) {
  return listPage(await listUsers(tx, search));
}
