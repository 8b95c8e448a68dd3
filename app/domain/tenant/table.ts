import { defineEntity, p } from "@mikro-orm/core";
import { sql } from "kysely";
import type { PlanName, PlanOverrides } from "#app/domain/plan/plans.ts";

/** Customers. A tenant is its id; the slug is only its name in a URL. */
export const tenants = defineEntity({
  name: "Tenant",
  tableName: "tenants",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    slug: p.string(),
    name: p.string(),
    plan: p.string().$type<PlanName>().default("free"),
    planOverrides: p.json<PlanOverrides>().defaultRaw("'{}'"),
    home: p.string().default("shared"),
    doorHue: p.smallint().nullable(),
    version: p.integer().default(1),
    createdAt: p.datetime().defaultRaw("now()"),
    suspendedSince: p.datetime().nullable(),
    suspendedReason: p.string().nullable(),
    deletedAt: p.datetime().nullable(),
    deletedBy: p.uuid().nullable(),
    purgeAfter: p.datetime().nullable(),
    /** Follows from the columns above: PostgreSQL writes it. */
    status: p.string().$type<TenantStatus>().default("active"),
  },
});

/** Part of every change of a tenant's row, so that an edit of what was read before is seen to be stale. */
export const nextVersion = sql<number>`version + 1`;

export type TenantStatus = "active" | "suspended" | "deleted";

/** Every slug that was ever given out. One that a tenant left leads to it still, or nowhere; none goes to another tenant. */
export const slugs = defineEntity({
  name: "Slug",
  tableName: "slugs",
  schema: "control",
  properties: {
    slug: p.string().primary(),
    tenantId: p.uuid().nullable(),
    createdAt: p.datetime().defaultRaw("now()"),
    tombstoneId: p.uuid().nullable(),
  },
});

/** Which tenant a user went to, and when: written by the switcher. */
export const switches = defineEntity({
  name: "Switch",
  tableName: "switches",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    tenantId: p.uuid(),
    userId: p.uuid(),
    switchedAt: p.datetime().defaultRaw("now()"),
  },
});

/** What is left of erased tenants. */
export const tombstones = defineEntity({
  name: "Tombstone",
  tableName: "tombstones",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    slug: p.string(),
    deletedAt: p.datetime(),
    begunAt: p.datetime().defaultRaw("now()"),
    purgedAt: p.datetime().nullable(),
    erased: p.json<Record<string, number>>().defaultRaw("'{}'"),
  },
});
