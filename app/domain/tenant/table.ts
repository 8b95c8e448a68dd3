import { defineEntity, p } from "@mikro-orm/core";
import { sql } from "kysely";
import type { PlanName, PlanOverrides } from "#app/domain/plan/plans.ts";

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
    hue: p.smallint().nullable(),
    version: p.integer().default(1),
    createdAt: p.datetime().defaultRaw("now()"),
    suspendedSince: p.datetime().nullable(),
    suspendedReason: p.string().nullable(),
    deletedAt: p.datetime().nullable(),
    deletedBy: p.uuid().nullable(),
    purgeAfter: p.datetime().nullable(),
    /** PostgreSQL writes it, from the columns above. */
    status: p.string().$type<TenantStatus>().default("active"),
  },
});

/** Part of every change of a tenant's row, so that an edit of an older version is found stale. */
export const nextVersion = sql<number>`version + 1`;

export type TenantStatus = "active" | "suspended" | "deleted";

/** Every slug ever given. A former one leads to its tenant, or nowhere; none goes to another tenant. */
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
