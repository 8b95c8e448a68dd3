import type { Reader, TenantReader } from "#db/transaction.ts";
import type { Role } from "./permissions.ts";

/** A person as the others in the tenant see them. */
export interface TenantPerson {
  id: string;
  name: string;
  email: string;
  role: Role;
  memberSince: Date;
}

export interface Page<Row> {
  rows: Row[];
  /** The page this is, counted from 1: the last one, if a later one was asked for. */
  page: number;
  /** Rows on all pages together. */
  total: number;
}

/**
 * The tenant's people, owners first, then by name; one page of them, counted from 1. Index: the memberships' key; a
 * tenant's people are few enough to be sorted.
 */
export async function peoplePage(
  tx: TenantReader,
  { page, pageSizeRows }: { page: number; pageSizeRows: number },
): Promise<Page<TenantPerson>> {
  const [count] = await tx.rows<{ total: number }>(
    "select count(*)::int as total from control.memberships where tenant_id = $1",
    [tx.tenantId],
  );
  const total = count?.total ?? 0;
  const shown = Math.min(page, Math.max(1, Math.ceil(total / pageSizeRows)));
  const rows = await tx.rows<TenantPerson>(
    `select u.id, u.name, u.email, m.role, m.created_at as "memberSince"
     from control.memberships m
     join control.users u on u.id = m.user_id
     where m.tenant_id = $1
     order by array_position(array['owner', 'admin', 'member', 'viewer'], m.role), lower(u.name), u.id
     limit $2 offset $3`,
    [tx.tenantId, pageSizeRows, (shown - 1) * pageSizeRows],
  );
  return { rows, page: shown, total };
}

/** One of the tenant's people, or null. Index: the memberships' key. */
export async function findPerson(tx: TenantReader, id: string): Promise<TenantPerson | null> {
  const [person] = await tx.rows<TenantPerson>(
    `select u.id, u.name, u.email, m.role, m.created_at as "memberSince"
     from control.memberships m
     join control.users u on u.id = m.user_id
     where m.tenant_id = $1 and m.user_id = $2::uuid`,
    [tx.tenantId, id],
  );
  return person ?? null;
}

/** Who can be given work: everybody in the tenant, by name; 1,000 at most. Index: the memberships' key. */
export function peopleOf(tx: TenantReader): Promise<Pick<TenantPerson, "id" | "name" | "email" | "role">[]> {
  return tx.rows(
    `select u.id, u.name, u.email, m.role
     from control.memberships m
     join control.users u on u.id = m.user_id
     where m.tenant_id = $1
     order by lower(u.name), u.id
     limit 1000`,
    [tx.tenantId],
  );
}

/**
 * Names for the user ids found in a tenant's rows, in one query; people who have left since keep theirs. Index: the
 * users' key.
 */
export async function namesOf(tx: Reader, userIds: Iterable<string | null>): Promise<Map<string, string>> {
  const wanted = [...new Set(userIds)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const users = await tx.rows<{ id: string; name: string }>(
    "select id, name from control.users where id = any($1::uuid[])",
    [wanted],
  );
  return new Map(users.map((user) => [user.id, user.name]));
}

/** A name that `namesOf` found. Accounts are never deleted, so the other answer is for a damaged database. */
export function nameOf(names: ReadonlyMap<string, string>, userId: string): string {
  return names.get(userId) ?? "Somebody";
}

/** Whether a person belongs to the tenant. Index: the memberships' key. */
export async function isMember(tx: TenantReader, userId: string): Promise<boolean> {
  const found = await tx.rows("select from control.memberships where tenant_id = $1 and user_id = $2::uuid", [
    tx.tenantId,
    userId,
  ]);
  return found.length > 0;
}

/**
 * The acting person's role in the tenant as it is now; null if they don't belong to it any more, or it is closed. For what
 * goes on after the door was asked. Indexes: the memberships' and the tenants' keys.
 */
export async function roleNow(tx: TenantReader): Promise<Role | null> {
  const [membership] = await tx.rows<{ role: Role }>(
    `select m.role
     from control.memberships m
     join control.tenants t on t.id = m.tenant_id
     where m.tenant_id = $1 and m.user_id = $2::uuid and t.status = 'active'`,
    [tx.tenantId, tx.userId],
  );
  return membership?.role ?? null;
}

/** How to reach somebody who belongs to the tenant, or null. Indexes: the memberships' and the users' keys. */
export async function memberAddress(
  tx: TenantReader,
  userId: string,
): Promise<{ name: string; email: string } | null> {
  const [person] = await tx.rows<{ name: string; email: string }>(
    `select u.name, u.email
     from control.memberships m
     join control.users u on u.id = m.user_id
     where m.tenant_id = $1 and m.user_id = $2::uuid`,
    [tx.tenantId, userId],
  );
  return person ?? null;
}
