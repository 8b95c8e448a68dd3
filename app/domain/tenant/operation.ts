import { randomUUIDv7 } from "node:crypto";
import { usedOf } from "#app/domain/plan/limits.ts";
import type { PlanName, PlanOverrides } from "#app/domain/plan/plans.ts";
import type { Writer } from "#db/transaction.ts";
import { giveSlug } from "./slug.ts";

/**
 * What an operator does to tenants from outside: no tenant is entered, so every statement here needs a connection as
 * rowhouse_ops.
 */

export interface OperatedTenant {
  id: string;
  slug: string;
  name: string;
  status: "active" | "suspended" | "deleted";
  suspendedReason: string | null;
  deletedAt: Date | null;
  /** When its owners' time to bring it back is over. */
  purgeAfter: Date | null;
  plan: PlanName;
  overrides: PlanOverrides;
  createdAt: Date;
}

const columns = `t.id, t.slug, t.name, t.status, t.suspended_reason as "suspendedReason", t.deleted_at as "deletedAt",
  t.purge_after as "purgeAfter", t.plan, t.plan_overrides as overrides, t.created_at as "createdAt"`;

/** The tenant with this slug, today's or an old one; its row is locked until the transaction ends. Index: slugs_pkey. */
export async function findOperatedTenant(tx: Writer, slug: string): Promise<OperatedTenant | undefined> {
  const [tenant] = await tx.rows<OperatedTenant>(
    `select ${columns} from control.slugs g join control.tenants t on t.id = g.tenant_id
     where g.slug = $1 for no key update of t`,
    [slug],
  );
  return tenant;
}

export interface ListedTenant extends OperatedTenant {
  members: number;
}

/** All tenants, newest first, page by page: the list may be longer than memory. Index: tenants_created_at. */
export async function* everyTenant(tx: Writer, pageSizeRows = 1000): AsyncGenerator<ListedTenant[]> {
  let last: { createdAt: string; id: string } | undefined;
  do {
    const page = await tx.rows<ListedTenant & { exactly: string }>(
      `select ${columns}, t.created_at::text as exactly,
         (select count(*)::int from control.memberships m where m.tenant_id = t.id) as members
       from control.tenants t
       where ($1::timestamptz is null or (t.created_at, t.id) < ($1::timestamptz, $2::uuid))
       order by t.created_at desc, t.id desc
       limit $3`,
      [last?.createdAt ?? null, last?.id ?? null, pageSizeRows],
    );
    const end = page.at(-1);
    last = page.length === pageSizeRows && end ? { createdAt: end.exactly, id: end.id } : undefined;
    yield page.map(({ exactly: _, ...tenant }) => tenant);
  } while (last);
}

export interface TenantFacts {
  formerSlugs: string[];
  members: number;
  /** Taken by members and by open invitations, as the plan counts them. */
  seats: number;
  owners: string[];
  activeProjects: number;
}

/** What there is to know of a tenant beyond its own row. Indexes: slugs_tenant_id, the memberships' key, and those of `usedOf`. */
export async function tenantFacts(tx: Writer, tenant: OperatedTenant): Promise<TenantFacts> {
  const [control] = await tx.rows<Omit<TenantFacts, "seats" | "activeProjects">>(
    `select
       array(select slug from control.slugs where tenant_id = $1 and slug <> $2 order by created_at) as "formerSlugs",
       (select count(*)::int from control.memberships where tenant_id = $1) as members,
       array(
         select u.email from control.memberships m join control.users u on u.id = m.user_id
         where m.tenant_id = $1 and m.role = 'owner' order by m.created_at limit 10
       ) as owners`,
    [tenant.id, tenant.slug],
  );
  if (!control) throw new Error("A query of one row gave none");
  const seats = await usedOf(tx, tenant.id, "members");
  return { ...control, seats, activeProjects: await usedOf(tx, tenant.id, "projects") };
}

/**
 * Creates a tenant for somebody, taking its slug first, as `control.found_tenant` does.
 * @returns undefined if the slug was ever given out: of parallel calls one succeeds.
 */
export async function createTenantFor(
  tx: Writer,
  { slug, name, plan, ownerId }: { slug: string; name: string; plan: PlanName; ownerId: string },
): Promise<OperatedTenant | undefined> {
  const [tenant] = await tx.rows<OperatedTenant>(
    `with given as (
       insert into control.slugs (slug, tenant_id) values ($2, $1) on conflict do nothing returning slug
     )
     insert into control.tenants as t (id, slug, name, plan) select $1, slug, $3, $4 from given
     returning ${columns}`,
    [randomUUIDv7(), slug, name, plan],
  );
  if (!tenant) return undefined;
  await tx.rows("insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')", [
    tenant.id,
    ownerId,
  ]);
  return tenant;
}

/**
 * Moves a tenant to another slug; the old one keeps leading to it, and it may go back to one it had.
 * @returns false if the slug is, or was, another tenant's: roll back then.
 */
export async function renameTenant(tx: Writer, tenantId: string, slug: string): Promise<boolean> {
  if (!(await giveSlug(tx, tenantId, slug))) return false;
  await tx.rows("update control.tenants set slug = $2, version = version + 1 where id = $1", [
    tenantId,
    slug,
  ]);
  return true;
}

/** Closes a tenant to its people, who are told why. One that is suspended already gets another reason. */
export async function suspendTenant(tx: Writer, tenantId: string, reason: string | null): Promise<void> {
  await tx.rows(
    `update control.tenants set suspended_since = coalesce(suspended_since, now()), suspended_reason = $2, version = version + 1
     where id = $1`,
    [tenantId, reason],
  );
}

/** Lets a suspended tenant go on. */
export async function resumeTenant(tx: Writer, tenantId: string): Promise<void> {
  await tx.rows(
    `update control.tenants set suspended_since = null, suspended_reason = null, version = version + 1
     where id = $1 and suspended_since is not null`,
    [tenantId],
  );
}

/** Puts a tenant on a plan, with these overrides and no others. */
export async function setTenantPlan(
  tx: Writer,
  tenantId: string,
  { plan, overrides }: { plan: PlanName; overrides: PlanOverrides },
): Promise<void> {
  await tx.rows(
    "update control.tenants set plan = $2, plan_overrides = $3, version = version + 1 where id = $1",
    [tenantId, plan, JSON.stringify(overrides)],
  );
}
