import { defineEntity, p } from "@mikro-orm/core";

/** Written by triggers alone. */
export const auditEvents = defineEntity({
  name: "AuditEvent",
  tableName: "audit_events",
  schema: "tenant",
  properties: {
    id: p.bigint("number").primary(),
    tenantId: p.uuid(),
    at: p.datetime(),
    actorId: p.uuid().nullable(),
    actorKind: p.string().$type<"user" | "operator" | "system">(),
    verb: p.string(),
    objectType: p.string(),
    objectId: p.string(),
    objectName: p.string().nullable(),
    before: p.json<Record<string, unknown>>().nullable(),
    after: p.json<Record<string, unknown>>().nullable(),
    requestId: p.string().nullable(),
    ipAddress: p.string().nullable(),
    previousHash: p.blob(),
    hash: p.blob(),
  },
});

/** The ends of the chains. */
export const auditHeads = defineEntity({
  name: "AuditHead",
  tableName: "audit_heads",
  schema: "tenant",
  properties: {
    tenantId: p.uuid().primary(),
    length: p.bigint("number"),
    hash: p.blob(),
    at: p.datetime(),
  },
});
