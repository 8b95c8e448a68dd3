import { sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { type Page, readPage } from "#app/domain/page.ts";
import { type Database, query } from "#app/domain/query.ts";
import type { Statement } from "#db/query.ts";
import type { Reader } from "#db/transaction.ts";

/** For `readAsOperator` alone. */

const pageSizeRows = 50;
const reason = "The operator's pages show every tenant.";
const countOfRows = sql<number>`count(*)::int`;

interface Search {
  /** Part of a name, a slug or an email; empty: everything. */
  search: string;
}

/** No index serves this. */
function isFound(search: string, ...texts: ReturnType<typeof sql>[]) {
  const has = texts.map((text) => sql`position(lower(${search}) in ${text}) > 0`);
  return sql<boolean>`(${search} = '' or ${sql.join(has, sql` or `)})`;
}

function tenantsFound(db: ReadonlyKysely<Database>, search: string) {
  return db.selectFrom("tenants").where(isFound(search, sql`lower(name)`, sql`slug`));
}

const countTenants = query.acrossTenants(reason, (db, { search }: Search) =>
  tenantsFound(db, search).select(countOfRows.as("total")),
);

/** Indexes: tenants_created_at, and memberships_pkey for the counts. */
const listTenants = query.acrossTenants(reason, (db, { search, offset }: Search & { offset: number }) =>
  db
    // The page is cut out before anything is counted: rows that the offset skips must cost next to nothing.
    .selectFrom(
      tenantsFound(db, search)
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(pageSizeRows)
        .offset(sql<number>`${offset}`)
        .as("page"),
    )
    .select((page) => [
      "page.id",
      "page.slug",
      "page.name",
      "page.door_hue as doorHue",
      "page.status",
      "page.purge_after as purgeAfter",
      "page.plan",
      "page.created_at as createdAt",
      sql<boolean>`page.plan_overrides <> '{}'`.as("hasOverrides"),
      page
        .selectFrom("memberships")
        .select(countOfRows.as("count"))
        .whereRef("memberships.tenant_id", "=", "page.id")
        .$asScalar()
        .$notNull()
        .as("members"),
    ])
    .orderBy("page.created_at", "desc")
    .orderBy("page.id", "desc"),
);

function usersFound(db: ReadonlyKysely<Database>, search: string) {
  return db.selectFrom("users").where(isFound(search, sql`lower(name)`, sql`email`));
}

const countUsers = query((db, { search }: Search) => usersFound(db, search).select(countOfRows.as("total")));

/** Indexes: users_created_at, and memberships_user_id for the counts. */
const listUsers = query.acrossTenants(reason, (db, { search, offset }: Search & { offset: number }) =>
  db
    .selectFrom(
      usersFound(db, search)
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(pageSizeRows)
        .offset(sql<number>`${offset}`)
        .as("page"),
    )
    .select((page) => [
      "page.id",
      "page.name",
      "page.email",
      "page.is_operator as isOperator",
      "page.created_at as createdAt",
      page
        .selectFrom("memberships")
        .select(countOfRows.as("count"))
        .whereRef("memberships.user_id", "=", "page.id")
        .$asScalar()
        .$notNull()
        .as("tenants"),
    ])
    .orderBy("page.created_at", "desc")
    .orderBy("page.id", "desc"),
);

interface Asked extends Search {
  /** Counted from 1. */
  page: number;
}

function searchedPage<Row>(
  count: Statement<Reader, Search, { total: number }>,
  list: Statement<Reader, Search & { offset: number }, Row>,
) {
  return (tx: Reader, { search, page }: Asked): Promise<Page<Row>> =>
    readPage({
      page,
      pageSizeRows,
      count: () => count.first(tx, { search }),
      list: (offset) => list(tx, { search, offset }),
    });
}

export const tenantPage = searchedPage(countTenants, listTenants);

export const userPage = searchedPage(countUsers, listUsers);
