import { randomUUIDv7 } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { Config } from "#app/base/config.ts";
import { newToken, tokenHash } from "#app/base/token.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { bytes, text, timestamp, typed, uuid } from "#db/query.ts";
import { type ControlEntry, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { deleteUnusedResets, lockAccount, requireAccount } from "./account.ts";
import type { Attempts } from "./attempts.ts";
import { markEmailVerified } from "./email-verification.ts";
import { passwordChangedMail, passwordResetMail } from "./mails.ts";
import { hashPassword } from "./password.ts";
import { replacePassword } from "./password-change.ts";
import { type PasswordProblem, passwordProblem } from "./password-rules.ts";

const mailedLifetimeMinutes = 60;

/** The least time of an answer: longer than writing a reset and a mail, which happens only for an account. */
const shortestAnswerMs = 200;

export function resetUrl(appUrl: string, token: string): string {
  return `${appUrl}/reset-password/${token}`;
}

interface Mailing extends Pick<Config, "appUrl"> {
  attempts: Pick<Attempts, "countResetMail">;
}

/** Does nothing if no account has this email, and tells no one so. */
export async function mailResetLink(
  entry: ControlEntry,
  { appUrl, attempts }: Mailing,
  email: string,
): Promise<void> {
  const shortestAnswer = pause(shortestAnswerMs);
  if (await attempts.countResetMail(email)) {
    const token = newToken();
    const mail = passwordResetMail(resetUrl(appUrl, token));
    await writeControl(entry, (tx) => requestReset(tx, { email, tokenHash: tokenHash(token), mail }));
  }
  await shortestAnswer;
}

interface ResetRequest {
  /** In its normal form. There may be no account with it. */
  email: string;
  tokenHash: Buffer;
  mail: { subject: string; body: string };
}

/**
 * Writes a reset and the mail with its link if an account has this email; else nothing, by the same
 * statements, so that neither result nor time tells. Deletes only expired resets: an outsider can't spoil the
 * owner's open link. The reset comes before the mail: its reference waits for an account that is just moving
 * to another email, so that the old email gets no link after that.
 */
export async function requestReset(tx: Writer, { email, tokenHash, mail }: ResetRequest): Promise<void> {
  await Promise.all([
    deleteExpiredByEmail(tx, { email }),
    insertResetByEmail(tx, { id: randomUUIDv7(), email, tokenHash }),
    insertMailByEmail(tx, { id: randomUUIDv7(), email, ...mail }),
  ]);
}

/** Indexes: users_email_key, password_resets_user_id. */
const deleteExpiredByEmail = change((db, { email }: { email: string }) =>
  db
    .deleteFrom("password_resets")
    .using("users")
    .whereRef("password_resets.user_id", "=", "users.id")
    .where("users.email", "=", email)
    .where("password_resets.expires_at", "<=", sql<Date>`now()`),
);

/** Index: users_email_key. */
const insertResetByEmail = change(
  (db, { id, email, tokenHash }: { id: string; email: string; tokenHash: Buffer }) =>
    db
      .insertInto("password_resets")
      .columns(["id", "user_id", "token_hash", "expires_at"])
      .expression((user) =>
        user
          .selectFrom("users")
          .select([
            typed(uuid, sql`${id}::uuid`).as("id"),
            "users.id as user_id",
            typed(bytes, sql`${tokenHash}::bytea`).as("token_hash"),
            expiryAfter(sql.lit(mailedLifetimeMinutes)).as("expires_at"),
          ])
          .where("email", "=", email),
      ),
);

/** Index: users_email_key. */
const insertMailByEmail = change.acrossTenants(
  "A mail about an account is of no tenant.",
  (db, { id, email, subject, body }: { id: string; email: string; subject: string; body: string }) =>
    db
      .insertInto("mails")
      .columns(["id", "to_email", "subject", "body_text"])
      .expression((user) =>
        user
          .selectFrom("users")
          .select([
            typed(uuid, sql`${id}::uuid`).as("id"),
            "email",
            typed(text, sql`${subject}::text`).as("subject"),
            typed(text, sql`${body}::text`).as("body_text"),
          ])
          .where("email", "=", email),
      ),
);

/** Null if the token is unknown, used or too old. Index: password_resets_token_hash_key. */
export const openResetByToken = query((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .selectFrom("password_resets as reset")
    .innerJoin("users as user", "user.id", "reset.user_id")
    .select(["user.email", "user.name"])
    .where("reset.token_hash", "=", tokenHash)
    .where("reset.used_at", "is", null)
    .where("reset.expires_at", ">", sql<Date>`now()`),
);

/** Works once, and ends all sessions. Verifies the email too: the link came by mail or from the operator. */
export async function resetPassword(
  entry: ControlEntry,
  { appUrl }: Pick<Config, "appUrl">,
  { token, password }: { token: string; password: string },
): Promise<Outcome<undefined, "gone" | PasswordProblem>> {
  const hash = tokenHash(token);
  const owner = await readControl(entry, (tx) => openResetByToken.first(tx, { tokenHash: hash }));
  if (!owner) return outcome.refused("gone");
  const problem = passwordProblem(password, owner);
  if (problem) return outcome.refused(problem);
  const passwordHash = await hashPassword(password, entry);
  return writeControl(entry, (tx) => spendReset(tx, { appUrl }, { tokenHash: hash, passwordHash }));
}

/** The part of `resetPassword` that writes. Uses up all resets of the account: of many at once, one works. */
export async function spendReset(
  tx: Writer,
  { appUrl }: Pick<Config, "appUrl">,
  { tokenHash, passwordHash }: { tokenHash: Buffer; passwordHash: string },
): Promise<Outcome<undefined, "gone">> {
  const asked = await ownerOfReset.first(tx, { tokenHash });
  if (!asked) return outcome.refused("gone");
  const { userId } = asked;
  await lockAccount(tx, userId);
  if (!(await markUsed.first(tx, { tokenHash }))) return outcome.refused("gone");
  const [{ email }] = await Promise.all([requireAccount(tx, userId), deleteUnusedResets(tx, { userId })]);
  await replacePassword(tx, { userId, passwordHash });
  await markEmailVerified(tx, { userId, email });
  await writeMail(tx, { to: email, ...passwordChangedMail(appUrl) });
  return outcome.done();
}

/** Index: password_resets_token_hash_key. */
const ownerOfReset = query((db, { tokenHash }: { tokenHash: Buffer }) =>
  db.selectFrom("password_resets").select("user_id as userId").where("token_hash", "=", tokenHash),
);

/** Index: password_resets_token_hash_key. */
const markUsed = change((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .updateTable("password_resets")
    .set({ used_at: sql<Date>`now()` })
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .returning("id"),
);

interface HandedReset {
  userId: string;
  tokenHash: Buffer;
  lifetimeMinutes: number;
}

export async function openReset(tx: Writer, reset: HandedReset): Promise<void> {
  await insertReset(tx, { id: randomUUIDv7(), ...reset });
}

const insertReset = change((db, { id, userId, tokenHash, lifetimeMinutes }: HandedReset & { id: string }) =>
  db.insertInto("password_resets").values({
    id,
    user_id: userId,
    token_hash: tokenHash,
    expires_at: expiryAfter(sql`${lifetimeMinutes}`),
  }),
);

function expiryAfter(minutes: RawBuilder<unknown>) {
  return typed(timestamp, sql`now() + make_interval(mins => ${minutes})`);
}

/** Index: password_resets_expires_at. */
export const deleteOldResets = change((db) =>
  db.deleteFrom("password_resets").where("expires_at", "<", sql<Date>`now() - interval '1 day'`),
);
