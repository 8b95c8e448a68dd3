import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { ReadonlyKysely } from "kysely/readonly";
import { countAll } from "#app/domain/list-page.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { usedOf } from "#app/domain/plan/limits.ts";
import type { PlanName, PlanOverrides } from "#app/domain/plan/plans.ts";
import { change, type DatabaseTables, query, tenantChange, tenantQuery } from "#app/domain/query.ts";
import { nextVersion } from "#app/domain/tenant/table.ts";
import { boolean, type TenantScope, text, texts, typed, uuid } from "#db/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";
import { membershipsOf } from "./reads.ts";

/** For operators, on a connection as rowhouse_ops. */

const columns = [
  "t.id",
  "t.slug",
  "t.name",
  "t.status",
  "t.suspended_reason as suspendedReason",
  "t.deleted_at as deletedAt",
  "t.purge_after as purgeAfter",
  "t.plan",
  "t.plan_overrides as overrides",
  "t.created_at as createdAt",
] as const;

/** By its slug or a former one; locks the tenant's row. Indexes: slugs_pkey, tenants_pkey. */
export const lockTenantBySlug = change.acrossTenants(
  "The operator names a tenant by its slug, and enters it afterwards.",
  (db, { slug }: { slug: string }) =>
    db
      .selectFrom("slugs as g")
      .innerJoin("tenants as t", "t.id", "g.tenant_id")
      .select(columns)
      .where("g.slug", "=", slug)
      .forNoKeyUpdate("t"),
);
export type OperatedTenant = Awaited<ReturnType<typeof lockTenantBySlug>>[number];

const pageRows = 1000;

function newestFirst(db: ReadonlyKysely<DatabaseTables>) {
  return db
    .selectFrom("tenants as t")
    .select(columns)
    .select([
      // To the microsecond, which a Date can't hold.
      typed(text, sql`t.created_at::text`).as("createdExactly"),
      membershipsOf(db, "tenant_id", "t.id").as("members"),
    ])
    .orderBy("t.created_at", "desc")
    .orderBy("t.id", "desc")
    .limit(pageRows);
}

const listReason = "The operator lists every tenant.";
const firstPage = query.acrossTenants(listReason, newestFirst);
const nextPage = query.acrossTenants(
  listReason,
  (db, { createdExactly, id }: { createdExactly: string; id: string }) =>
    newestFirst(db).where(sql<boolean>`(t.created_at, t.id) < (${createdExactly}::timestamptz, ${id}::uuid)`),
);

/** Page by page: the list may be longer than memory. Index: tenants_created_at. */
export async function* everyTenant(tx: Reader): AsyncGenerator<(OperatedTenant & { members: number })[]> {
  let page = await firstPage(tx);
  for (;;) {
    yield page.map(({ createdExactly: _, ...tenant }) => tenant);
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    page = await nextPage(tx, last);
  }
}

/** Indexes: slugs_tenant_id, memberships_pkey. */
const facts = tenantQuery((db) => {
  const formerSlugs = db
    .selectFrom("slugs")
    .select("slug")
    .where("slug", "<>", db.selectFrom("tenants").select("slug"))
    .orderBy("created_at");
  const members = db.selectFrom("memberships").select(countAll.as("count"));
  const owners = db
    .selectFrom("memberships as m")
    .innerJoin("users as u", "u.id", "m.user_id")
    .select("u.email")
    .where("m.role", "=", "owner")
    .orderBy("m.created_at")
    .limit(10);
  return db.selectNoFrom([
    typed(texts, sql`array${formerSlugs}`).as("formerSlugs"),
    members.$asScalar().$notNull().as("members"),
    typed(texts, sql`array${owners}`).as("owners"),
  ]);
});

export interface TenantFacts {
  formerSlugs: string[];
  members: number;
  /** Members and open invitations, as the plan counts them. */
  seats: number;
  /** Their emails; 10 at most. */
  owners: string[];
  activeProjects: number;
}

export async function tenantFacts(tx: TenantScope): Promise<TenantFacts> {
  const row = await facts.first(tx);
  if (!row) throw new Error("A query of one row gave none");
  return { ...row, seats: await usedOf(tx, "members"), activeProjects: await usedOf(tx, "projects") };
}

interface NewTenant {
  slug: string;
  name: string;
  plan: PlanName;
  ownerId: string;
}

const insertTenant = change.byHand(
  "create tenant",
  { id: uuid },
  ({ id, slug, name, plan, ownerId }: NewTenant & { id: string }) => sql`
    with given as (
      insert into control.slugs (slug, tenant_id) values (${slug}, ${id}) on conflict do nothing returning slug
    ), created as (
      insert into control.tenants (id, slug, name, plan) select ${id}, slug, ${name}, ${plan} from given returning id
    )
    insert into control.memberships (tenant_id, user_id, role) select id, ${ownerId}, 'owner' from created
    returning tenant_id as id`,
);

/** Of parallel calls with one slug, one succeeds. */
export async function createTenantFor(
  tx: Writer,
  { slug, name, plan, ownerId }: NewTenant,
): Promise<Outcome<OperatedTenant, "slug-taken">> {
  const isCreated = await insertTenant.first(tx, { id: randomUUIDv7(), slug, name, plan, ownerId });
  if (!isCreated) return outcome.refused("slug-taken");
  const tenant = await lockTenantBySlug.first(tx, { slug });
  if (!tenant) throw new Error("The tenant that was created is not there");
  return outcome.done(tenant);
}

const giveSlug = change.byHand(
  "slug given",
  { isGiven: boolean },
  ({ tenantId, slug }: { tenantId: string; slug: string }) =>
    sql`select control.give_slug(${tenantId}, ${slug}) as "isGiven"`,
);

const updateSlug = tenantChange((db, { slug }: { slug: string }) =>
  db.updateTable("tenants").set({ slug, version: nextVersion }),
);

export async function renameTenant(
  tx: TenantScope<Writer>,
  slug: string,
): Promise<Outcome<undefined, "slug-taken">> {
  const given = await giveSlug.first(tx, { tenantId: tx.tenantId, slug });
  if (!given?.isGiven) return outcome.refused("slug-taken");
  await updateSlug(tx, { slug });
  return outcome.done();
}

export const suspendTenant = tenantChange((db, { reason }: { reason: string | null }) =>
  db.updateTable("tenants").set({
    suspended_since: sql<Date>`coalesce(suspended_since, now())`,
    suspended_reason: reason,
    version: nextVersion,
  }),
);

export const resumeTenant = tenantChange((db) =>
  db
    .updateTable("tenants")
    .set({
      suspended_since: null,
      suspended_reason: null,
      version: nextVersion,
    })
    .where("suspended_since", "is not", null),
);

export const setTenantPlan = tenantChange(
  (db, { plan, overrides }: { plan: PlanName; overrides: PlanOverrides }) =>
    db.updateTable("tenants").set({
      plan,
      plan_overrides: overrides,
      version: nextVersion,
    }),
);
