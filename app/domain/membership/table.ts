import { defineEntity, p } from "@mikro-orm/core";
import type { Role } from "./permissions.ts";

export const memberships = defineEntity({
  name: "Membership",
  tableName: "memberships",
  schema: "control",
  properties: {
    tenantId: p.uuid().primary(),
    userId: p.uuid().primary(),
    role: p.string().$type<Role>(),
    createdAt: p.datetime().defaultRaw("now()"),
  },
});

/** Users as a tenant knows them: its members, and who was one. The database writes it. */
export const people = defineEntity({
  name: "Person",
  tableName: "people",
  schema: "control",
  properties: {
    tenantId: p.uuid().primary(),
    userId: p.uuid().primary(),
    name: p.string(),
    email: p.string(),
  },
});
