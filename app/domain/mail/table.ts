import { defineEntity, p } from "@mikro-orm/core";

/** The outbox. */
export const mails = defineEntity({
  name: "Mail",
  tableName: "mails",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    toAddress: p.string(),
    subject: p.string(),
    bodyText: p.string(),
    createdAt: p.datetime().defaultRaw("now()"),
    sentAt: p.datetime().nullable(),
    tenantId: p.uuid().nullable(),
    refusal: p.string().nullable(),
  },
});
