import { defineEntity, p } from "@mikro-orm/core";

/** Users are global, whatever tenants they belong to. */
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

/** Links that set a new password, once. */
export const passwordResets = defineEntity({
  name: "PasswordReset",
  tableName: "password_resets",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    tokenHash: p.blob(),
    createdAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});

/** Links that verify a user's email, once. */
export const emailVerifications = defineEntity({
  name: "EmailVerification",
  tableName: "address_verifications",
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

/** Moves of accounts to another email, which both mailboxes have to confirm. */
export const emailChanges = defineEntity({
  name: "EmailChange",
  tableName: "address_changes",
  schema: "control",
  properties: {
    id: p.uuid().primary(),
    userId: p.uuid(),
    oldEmail: p.string(),
    newEmail: p.string(),
    oldTokenHash: p.blob(),
    newTokenHash: p.blob(),
    oldConfirmedAt: p.datetime().nullable(),
    newConfirmedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw("now()"),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
