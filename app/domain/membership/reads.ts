import { sql } from "kysely";
import { countAll, listPage, pageOffset, totalCounted } from "#app/domain/list-page.ts";
import { type Source, tenantQuery } from "#app/domain/query.ts";
import { boolean, type TenantScope, typed } from "#db/query.ts";
import type { TenantReader } from "#db/transaction.ts";
import type { Role } from "./permissions.ts";

export const memberPageRows = 50;

const withPeople = (db: Source) =>
  db.selectFrom("memberships as m").innerJoin("people as p", "p.user_id", "m.user_id");

/** Few enough to be sorted. Indexes: memberships_pkey, people_pkey. */
const listMembers = tenantQuery((db, { page }: { page: number }) =>
  withPeople(db.with("counted", (within) => within.selectFrom("memberships").select(countAll.as("total"))))
    .select([totalCounted, "m.user_id as id", "p.name", "p.email", "m.role", "m.created_at as memberSince"])
    .orderBy(sql`array_position(array['owner', 'admin', 'member', 'viewer'], m.role)`)
    .orderBy(sql`lower(p.name)`)
    .orderBy("m.user_id")
    .limit(memberPageRows)
    .offset(pageOffset(page, memberPageRows)),
);

export async function memberPage(tx: TenantReader, { page }: { page: number }) {
  return listPage(await listMembers(tx, { page }));
}

/** Indexes: memberships_pkey, people_pkey. */
export const memberById = tenantQuery((db, { userId }: { userId: string }) =>
  withPeople(db)
    .select(["m.user_id as id", "p.name", "p.email", "m.role", "m.created_at as memberSince"])
    .select(({ and, eb, exists, not, selectFrom }) => {
      const otherOwner = selectFrom("memberships as o")
        .select("o.user_id")
        .where("o.role", "=", "owner")
        .whereRef("o.user_id", "!=", "m.user_id");
      return typed(boolean, and([eb("m.role", "=", "owner"), not(exists(otherOwner))])).as("isLastOwner");
    })
    .where("m.user_id", "=", userId),
);

export type MemberFacts = NonNullable<Awaited<ReturnType<typeof memberById.first>>>;

export async function isMember(tx: TenantScope, userId: string): Promise<boolean> {
  return (await memberById.first(tx, { userId })) !== null;
}

/** Indexes: memberships_pkey, people_pkey. */
export const membersByName = tenantQuery((db) =>
  withPeople(db)
    .select(["m.user_id as id", "p.name", "p.email", "m.role"])
    .orderBy(sql`lower(p.name)`)
    .orderBy("m.user_id")
    .limit(1_000),
);

/** Indexes: memberships_pkey, tenants_pkey. */
const roleInOpenTenant = tenantQuery((db, { userId }: { userId: string }) =>
  db
    .selectFrom("memberships as m")
    .innerJoin("tenants as t", "t.tenant_key", "m.tenant_key")
    .select("m.role")
    .where("m.user_id", "=", userId)
    .where("t.status", "=", "active"),
);

/** For work that goes on after the door. Null if the actor has left the tenant, or it is closed. */
export async function roleNow(tx: TenantReader): Promise<Role | null> {
  return (await roleInOpenTenant.first(tx, { userId: tx.userId }))?.role ?? null;
}

/** Index: people_pkey. */
const peopleByIds = tenantQuery((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom("people")
    .select(["user_id as id", "name"])
    .where(({ eb, fn, val }) => eb("user_id", "=", fn.any(val(ids)))),
);

/** Users who have left keep the names that they had. */
export async function namesOf(
  tx: TenantScope,
  userIds: Iterable<string | null>,
): Promise<Map<string, string>> {
  const ids = [...new Set(userIds)].filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const people = await peopleByIds(tx, { ids });
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** Of a user who never belonged to the tenant, such as its operator, it has no name. */
export function nameOf(names: ReadonlyMap<string, string>, userId: string): string {
  return names.get(userId) ?? "Somebody";
}
