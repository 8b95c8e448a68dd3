import { defineEntity, p } from "@mikro-orm/core";

export const sessions = defineEntity({
  name: "Session",
  tableName: "sessions",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    tokenHash: p.blob(),
    userAgent: p.string().default(""),
    createdAt: p.datetime().defaultRaw("now()"),
    lastSeenAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    endsAt: p.datetime(),
  },
});
