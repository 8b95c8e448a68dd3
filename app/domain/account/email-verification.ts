import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import type { Config } from "#app/base/config.ts";
import { newToken, tokenHash } from "#app/base/token.ts";
import { writeAccountMail } from "#app/domain/mail/outbox.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, typed } from "#db/query.ts";
import { type ControlEntry, type Reader, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { lockAccount } from "./account.ts";
import type { Attempts } from "./attempts.ts";

export const emailLinkLifetimeHours = 24;

export function verifyEmailUrl(appUrl: string, token: string): string {
  return `${appUrl}/verify-email/${token}`;
}

export async function isEmailVerified(tx: Reader, userId: string): Promise<boolean> {
  return (await verifiedAt.first(tx, { userId }))?.isVerified ?? false;
}

/** Index: users_pkey. */
const verifiedAt = query((db, { userId }: { userId: string }) =>
  db
    .selectFrom("users")
    .select(typed(boolean, sql`email_verified_at is not null`).as("isVerified"))
    .where("id", "=", userId),
);

/** Only where there is a mail server: without one, users couldn't verify their email. */
export function mustVerifyFirst({ smtpUrl }: Pick<Config, "smtpUrl">, isVerified: boolean): boolean {
  return smtpUrl !== undefined && !isVerified;
}

interface Unverified {
  user: { id: string; email: string };
  /** The token of an invitation for this email. The link leads on to it. */
  invitation?: string | undefined;
}

/** A link that was mailed before stops working. */
export async function mailVerification(tx: Writer, { user, invitation }: Unverified): Promise<void> {
  const token = newToken();
  const { id: userId, email } = user;
  await openVerification(tx, { userId, email, tokenHash: tokenHash(token) });
  await writeAccountMail(tx, { template: "verify-email", to: email, fields: { token, invitation } });
}

interface Mailing {
  attempts: Pick<Attempts, "countEmailMail">;
}

export async function mailVerificationAgain(
  entry: ControlEntry,
  { attempts }: Mailing,
  unverified: Unverified,
): Promise<Outcome<undefined, "verified-already">> {
  const { id, email } = unverified.user;
  if (await readControl(entry, (tx) => isEmailVerified(tx, id))) return outcome.refused("verified-already");
  const tooOften = await attempts.countEmailMail(id, email);
  if (tooOften) return tooOften;
  await writeControl(entry, (tx) => mailVerification(tx, unverified));
  return outcome.done();
}

interface Verification {
  userId: string;
  email: string;
  tokenHash: Buffer;
}

export async function openVerification(tx: Writer, verification: Verification): Promise<void> {
  const { userId } = verification;
  await lockAccount(tx, userId);
  await deleteUnused(tx, { userId });
  await insertVerification(tx, { id: randomUUIDv7(), ...verification });
}

/** Index: email_verifications_user_id. */
const deleteUnused = change((db, { userId }: { userId: string }) =>
  db.deleteFrom("email_verifications").where("user_id", "=", userId).where("used_at", "is", null),
);

const insertVerification = change((db, { id, userId, email, tokenHash }: Verification & { id: string }) =>
  db.insertInto("email_verifications").values({
    id,
    user_id: userId,
    email,
    token_hash: tokenHash,
    expires_at: sql<Date>`now() + make_interval(hours => ${sql.lit(emailLinkLifetimeHours)})`,
  }),
);

/** Only if the account still has this email. Keeps an earlier date. Index: users_pkey. */
export const markEmailVerified = change((db, { userId, email }: { userId: string; email: string }) =>
  db
    .updateTable("users")
    .set({ email_verified_at: sql<Date>`coalesce(email_verified_at, now())` })
    .where("id", "=", userId)
    .where("email", "=", email),
);

/** Only if the account still has the email. Of many at once, one is done. `gone`: also if it never was. */
export async function verifyEmail(tx: Writer, tokenHash: Buffer): Promise<Outcome<undefined, "gone">> {
  const mailed = await ownerOfVerification.first(tx, { tokenHash });
  if (!mailed) return outcome.refused("gone");
  const { userId } = mailed;
  await lockAccount(tx, userId);
  const used = await markUsed.first(tx, { tokenHash });
  if (!used) return outcome.refused("gone");
  await markEmailVerified(tx, { userId, email: used.email });
  return outcome.done();
}

/** Index: email_verifications_token_hash_key. */
const ownerOfVerification = query((db, { tokenHash }: { tokenHash: Buffer }) =>
  db.selectFrom("email_verifications").select("user_id as userId").where("token_hash", "=", tokenHash),
);

/** Index: email_verifications_token_hash_key. */
const markUsed = change((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .updateTable("email_verifications as link")
    .from("users as user")
    .set({ used_at: sql<Date>`now()` })
    .where("link.token_hash", "=", tokenHash)
    .where("link.used_at", "is", null)
    .where("link.expires_at", ">", sql<Date>`now()`)
    .whereRef("user.id", "=", "link.user_id")
    .whereRef("user.email", "=", "link.email")
    .returning("link.email"),
);

/** Indexes: email_verifications_token_hash_key, users_pkey. */
export const verificationByToken = query((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .selectFrom("email_verifications as link")
    .innerJoin("users as user", "user.id", "link.user_id")
    .select([
      "link.email",
      typed(boolean, sql`link.email = "user".email`).as("isCurrent"),
      typed(boolean, sql`email_verified_at is not null`).as("isVerified"),
      typed(boolean, sql`used_at is null and expires_at > now()`).as("isUsable"),
    ])
    .where("link.token_hash", "=", tokenHash),
);

/** Index: email_verifications_expires_at. */
export const deleteOldVerifications = change((db) =>
  db.deleteFrom("email_verifications").where("expires_at", "<", sql<Date>`now() - interval '1 day'`),
);
