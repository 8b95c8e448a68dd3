import { randomUUIDv7 } from "node:crypto";
import { type EntityManager, type EventSubscriber, p } from "@mikro-orm/core";
import { layers } from "./layers.ts";

/** On by default for every entity. Reading without a tenant throws, because the parameter is missing. */
export const tenantFilter = {
  name: "tenant",
  cond: ({ tenantId }: { tenantId: string }) => (layers.filter ? { tenantKey: tenantId } : {}),
  default: true,
};

/** A flush writes what objects say, and filters don't apply to it: an object of another tenant is refused, also one made by hand. */
export const flushFilter: EventSubscriber = {
  onFlush({ em, uow }) {
    if (!layers.filter) return;
    for (const { entity } of uow.getChangeSets()) {
      const entered = enteredTenant(em);
      const { tenantKey, tenantId = entered } = entity as { tenantKey?: string; tenantId?: string };
      if (tenantKey !== entered || tenantId !== entered)
        throw new Error("An object of another tenant than the entered one was changed");
    }
  },
};

/** Of every entity of the tenant plane. The tenant is the transaction's own, and is never passed in. */
export const owned = {
  id: p
    .uuid()
    .primary()
    .onCreate(() => randomUUIDv7()),
  // The tenant's id as PostgreSQL writes it. In the key, so that a flush's UPDATE and DELETE name the tenant, too.
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
