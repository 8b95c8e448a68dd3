import { randomUUIDv7 } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import { newToken, tokenHash } from "#app/base/token.ts";
import { writeAccountMail } from "#app/domain/mail/outbox.ts";
import type { AccountFields } from "#app/domain/mail/templates.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { bytes, timestamp, typed, uuid } from "#db/query.ts";
import { type ControlEntry, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { deleteUnusedResets, lockAccount, requireAccount } from "./account.ts";
import type { Attempts } from "./attempts.ts";
import { markEmailVerified } from "./email-verification.ts";
import { hashPassword } from "./password.ts";
import { replacePassword } from "./password-change.ts";
import { type PasswordProblem, passwordProblem } from "./password-rules.ts";

const mailedLifetimeMinutes = 60;

/** The least time of an answer: longer than writing a reset and a mail, which happens only for an account. */
const shortestAnswerMs = 200;

export function resetUrl(appUrl: string, token: string): string {
  return `${appUrl}/reset-password/${token}`;
}

interface Mailing {
  attempts: Pick<Attempts, "countResetMail">;
}

/** Does nothing if no account has this email, and tells no one so. */
export async function mailResetLink(
  entry: ControlEntry,
  { attempts }: Mailing,
  email: string,
): Promise<void> {
  const shortestAnswer = pause(shortestAnswerMs);
  if (await attempts.countResetMail(email)) {
    const token = newToken();
    await writeControl(entry, (tx) => requestReset(tx, { email, token }));
  }
  await shortestAnswer;
}

interface ResetRequest {
  /** In its normal form. There may be no account with it. */
  email: string;
  token: string;
}

/**
 * Writes a reset and the mail with its link if an account has this email; else nothing, by the same
 * statements, so that neither result nor time tells. Deletes only expired resets: an outsider can't spoil the
 * owner's open link. The reset comes before the mail: its reference waits for an account that is just moving
 * to another email, so that the old email gets no link after that.
 */
export async function requestReset(tx: Writer, { email, token }: ResetRequest): Promise<void> {
  await Promise.all([
    deleteExpiredByEmail(tx, { email }),
    insertResetByEmail(tx, { id: randomUUIDv7(), email, tokenHash: tokenHash(token) }),
    resetMailWritten(tx, { id: randomUUIDv7(), email, fields: { token } }),
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
const resetMailWritten = change.byHand(
  "reset mail written",
  {},
  ({ id, email, fields }: { id: string; email: string; fields: AccountFields["password-reset"] }) => sql`
    select from control.users u
    cross join lateral control.write_account_mail(${id}, 'password-reset', u.email, ${fields})
    where u.email = ${email}`,
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
  { token, password }: { token: string; password: string },
): Promise<Outcome<undefined, "gone" | PasswordProblem>> {
  const hash = tokenHash(token);
  const owner = await readControl(entry, (tx) => openResetByToken.first(tx, { tokenHash: hash }));
  if (!owner) return outcome.refused("gone");
  const problem = passwordProblem(password, owner);
  if (problem) return outcome.refused(problem);
  const passwordHash = await hashPassword(password);
  return writeControl(entry, (tx) => spendReset(tx, { tokenHash: hash, passwordHash }));
}

/** The part of `resetPassword` that writes. Uses up all resets of the account: of many at once, one works. */
export async function spendReset(
  tx: Writer,
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
  await writeAccountMail(tx, { template: "password-changed", to: email, fields: {} });
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
