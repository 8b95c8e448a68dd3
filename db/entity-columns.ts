import { randomUUIDv7 } from "node:crypto";
import { type EntityManager, p } from "@mikro-orm/core";
import { layers } from "./layers.ts";

/** On by default for every entity. Reading without a tenant throws, because the parameter is missing. */
export const tenantFilter = {
  name: "tenant",
  cond: ({ tenantId }: { tenantId: string }) => (layers.filter ? { tenantKey: tenantId } : {}),
  default: true,
};

/** Of every entity of the tenant plane. The tenant is the transaction's own, and is never passed in. */
export const owned = {
  id: p
    .uuid()
    .primary()
    .onCreate(() => randomUUIDv7()),
  // The tenant's id as PostgreSQL writes it. In the key, so that a flush's UPDATE and DELETE, to which filters don't apply, name
  // the tenant, too.
  tenantKey: p
    .string()
    .primary()
    .onCreate((_: unknown, em: EntityManager) => enteredTenant(em)),
  // For inserts: requests may not read it (docs/decisions/0027).
  tenantId: p
    .uuid()
    .lazy()
    .onCreate((_: unknown, em: EntityManager) => enteredTenant(em)),
  version: p.integer().version(),
};

/** The columns of what people write and rewrite: who did, and when. */
export const authored = {
  createdBy: p.uuid(),
  createdAt: p.datetime().defaultRaw("now()"),
  updatedBy: p.uuid().nullable(),
  updatedAt: p
    .datetime()
    .defaultRaw("now()")
    .onUpdate(() => new Date()),
};

function enteredTenant(em: EntityManager): string {
  const tenantId = em.getFilterParams("tenant")?.tenantId;
  if (typeof tenantId !== "string") throw new Error("No tenant was entered: use writeTenant()");
  return tenantId;
}
