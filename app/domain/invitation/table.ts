import { defineEntity, p } from "@mikro-orm/core";
import type { InvitedRole } from "./policy.ts";

export const invitations = defineEntity({
  name: "Invitation",
  tableName: "invitations",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    tenantId: p.uuid(),
    email: p.string(),
    role: p.string().$type<InvitedRole>(),
    /** Of the tokens in the mailed links. */
    mailedHashes: p.blob().columnType("bytea[]").defaultRaw("'{}'"),
    /** Of the token in the link that people copy. */
    linkHash: p.blob(),
    linkKeyId: p.string().default(""),
    invitedBy: p.uuid(),
    createdAt: p.datetime().defaultRaw("now()"),
    sentAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    acceptedAt: p.datetime().nullable(),
    acceptedBy: p.uuid().nullable(),
    revokedAt: p.datetime().nullable(),
  },
});
