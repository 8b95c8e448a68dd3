import { defineEntity, p } from "@mikro-orm/core";

export const mails = defineEntity({
  name: "Mail",
  tableName: "mails",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    toEmail: p.string(),
    template: p.string(),
    fields: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    /** Empty once it was sent. */
    secrets: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    createdAt: p.datetime().defaultRaw("clock_timestamp()"),
    sentAt: p.datetime().nullable(),
    tenantId: p.uuid().nullable(),
    /** Null if it is no invitation. */
    invitedBy: p.uuid().nullable(),
    refusal: p.string().nullable(),
  },
});
