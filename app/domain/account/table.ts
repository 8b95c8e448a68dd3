import { defineEntity, p } from "@mikro-orm/core";

export const users = defineEntity({
  name: "User",
  tableName: "users",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    email: p.string(),
    name: p.string(),
    passwordHash: p.string(),
    isOperator: p.boolean().default(false),
    createdAt: p.datetime().defaultRaw("now()"),
    emailVerifiedAt: p.datetime().nullable(),
  },
});

export const knownNetworks = defineEntity({
  name: "KnownNetwork",
  tableName: "known_networks",
  schema: "control",
  properties: {
    userId: p.uuid().primary(),
    network: p.string().primary(),
    seenAt: p.datetime().defaultRaw("now()"),
  },
});

export const passwordResets = defineEntity({
  name: "PasswordReset",
  tableName: "password_resets",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    tokenHash: p.blob(),
    isFromKnownNetwork: p.boolean().nullable(),
    createdAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});

export const emailVerifications = defineEntity({
  name: "EmailVerification",
  tableName: "email_verifications",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    email: p.string(),
    tokenHash: p.blob(),
    createdAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});

export const emailChanges = defineEntity({
  name: "EmailChange",
  tableName: "email_changes",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    oldEmail: p.string(),
    newEmail: p.string(),
    oldTokenHash: p.blob(),
    newTokenHash: p.blob(),
    oldVerifiedAt: p.datetime().nullable(),
    newVerifiedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
