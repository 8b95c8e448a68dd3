import { randomUUIDv7 } from "node:crypto";
import { type ExpressionBuilder, sql } from "kysely";
import type { Config } from "#app/base/config.ts";
import { newToken, tokenHash } from "#app/base/token.ts";
import { writeMail } from "#app/domain/mail/outbox.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, type DatabaseTables, query } from "#app/domain/query.ts";
import { boolean, bytes, text, timestamp, typed, uuid } from "#db/query.ts";
import { type ControlEntry, readControl, type Writer, writeControl } from "#db/transaction.ts";
import { deleteUnusedResets, lockAccount, requireAccount } from "./account.ts";
import type { Attempts } from "./attempts.ts";
import { emailLinkLifetimeHours, verifyEmailUrl } from "./email-verification.ts";
import { emailChangedMail, emailInUseMail, leaveEmailMail, takeEmailMail } from "./mails.ts";
import { verifyPassword } from "./password.ts";

/** Moving an account to another email: its user asks while signed in, and both mailboxes are verified. */

const changeColumns = [
  "old_email as oldEmail",
  "new_email as newEmail",
  typed(boolean, sql`old_verified_at is not null`).as("isOldVerified"),
  typed(boolean, sql`new_verified_at is not null`).as("isNewVerified"),
] as const;

const ofEitherLink = (tokenHash: Buffer) => (link: ExpressionBuilder<DatabaseTables, "email_changes">) =>
  link.or([link("old_token_hash", "=", tokenHash), link("new_token_hash", "=", tokenHash)]);

/** Index: email_changes_open. */
export const openEmailChange = query((db, { userId }: { userId: string }) =>
  db
    .selectFrom("email_changes")
    .select(["id", "expires_at as expiresAt"])
    .select(changeColumns)
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`),
);

interface Mailing extends Pick<Config, "appUrl"> {
  attempts: Pick<Attempts, "countEmailMail">;
}

interface WantedEmail {
  userId: string;
  currentPassword: string;
  /** In its normal form. */
  newEmail: string;
}

/** If another account has `newEmail`, its owner is told and gets no link. The user sees no difference. */
export async function askToChangeEmail(
  entry: ControlEntry,
  { appUrl, attempts }: Mailing,
  { userId, currentPassword, newEmail }: WantedEmail,
): Promise<Outcome<undefined, "same-email" | "wrong-password">> {
  const { email, passwordHash } = await readControl(entry, (tx) => requireAccount(tx, userId));
  if (newEmail === email) return outcome.refused("same-email");
  if (!(await verifyPassword(passwordHash, currentPassword, entry))) return outcome.refused("wrong-password");
  const tooOften = await attempts.countEmailMail(userId, newEmail);
  if (tooOften) return tooOften;
  const [leaveToken, takeToken] = [newToken(), newToken()];
  return writeControl(entry, async (tx) => {
    const opened = await openChange(tx, { userId, passwordHash, newEmail, leaveToken, takeToken });
    if (!opened) return outcome.refused("wrong-password");
    const leave = leaveEmailMail({ link: verifyEmailUrl(appUrl, leaveToken), newEmail, appUrl });
    const take = opened.isTaken ? emailInUseMail(appUrl) : takeEmailMail(verifyEmailUrl(appUrl, takeToken));
    await writeMail(tx, { to: opened.oldEmail, ...leave });
    await writeMail(tx, { to: newEmail, ...take });
    return outcome.done();
  });
}

interface NewChange {
  userId: string;
  /** The hash that the password was checked against. If it has changed since, nothing is opened. */
  passwordHash: string;
  newEmail: string;
  /** In the links to the present email and to the new one. */
  leaveToken: string;
  takeToken: string;
}

/** Replaces an open one. Don't tell the user `isTaken`. @returns null if the password changed meanwhile. */
export async function openChange(
  tx: Writer,
  { userId, passwordHash, newEmail, leaveToken, takeToken }: NewChange,
): Promise<{ oldEmail: string; isTaken: boolean } | null> {
  await lockAccount(tx, userId);
  await endEmailChange(tx, { userId });
  return insertChange.first(tx, {
    id: randomUUIDv7(),
    userId,
    passwordHash,
    newEmail,
    oldTokenHash: tokenHash(leaveToken),
    newTokenHash: tokenHash(takeToken),
  });
}

interface ChangeRow {
  id: string;
  userId: string;
  passwordHash: string;
  newEmail: string;
  oldTokenHash: Buffer;
  newTokenHash: Buffer;
}

/** Indexes: users_pkey, users_email_key. */
const insertChange = change((db, row: ChangeRow) =>
  db
    .insertInto("email_changes")
    .columns(["id", "user_id", "old_email", "new_email", "old_token_hash", "new_token_hash", "expires_at"])
    .expression((user) =>
      user
        .selectFrom("users")
        .select([
          typed(uuid, sql`${row.id}::uuid`).as("id"),
          "users.id as user_id",
          "email",
          typed(text, sql`${row.newEmail}::text`).as("new_email"),
          typed(bytes, sql`${row.oldTokenHash}::bytea`).as("old_token_hash"),
          typed(bytes, sql`${row.newTokenHash}::bytea`).as("new_token_hash"),
          typed(timestamp, sql`now() + make_interval(hours => ${sql.lit(emailLinkLifetimeHours)})`).as(
            "expires_at",
          ),
        ])
        .where("id", "=", row.userId)
        .where("password_hash", "=", row.passwordHash),
    )
    .returning((inserted) => [
      "old_email as oldEmail",
      typed(
        boolean,
        inserted.exists(inserted.selectFrom("users").select("id").where("email", "=", row.newEmail)),
      ).as("isTaken"),
    ]),
);

export async function callOffEmailChange(
  tx: Writer,
  userId: string,
): Promise<Outcome<undefined, "not-open">> {
  await lockAccount(tx, userId);
  const ended = await endEmailChange.first(tx, { userId });
  return ended ? outcome.done() : outcome.refused("not-open");
}

/** Part of every change of a password. Index: email_changes_open. */
export const endEmailChange = change((db, { userId }: { userId: string }) =>
  db
    .updateTable("email_changes")
    .set({ ended_at: sql<Date>`now()` })
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .returning("id"),
);

/** Indexes: email_changes_old_token_hash_key, …_new_token_hash_key. */
export const endEmailChangeOfLink = change((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .updateTable("email_changes")
    .set({ ended_at: sql<Date>`now()` })
    .where(ofEitherLink(tokenHash))
    .where("ended_at", "is", null),
);

/**
 * Verifies one side of a change, once; with both sides verified, the account moves. Calls for both sides at
 * once take turns (`lockAccount`): the second sees both. `gone`: the link is not good any more.
 * @throws if another account has the email by now (`isEmailTaken`): roll back then.
 */
export async function verifyEmailChange(
  tx: Writer,
  tokenHash: Buffer,
): Promise<Outcome<"waits-for-other" | "changed", "gone">> {
  const asked = await ownerOfChange.first(tx, { tokenHash });
  if (!asked) return outcome.refused("gone");
  const { userId } = asked;
  await lockAccount(tx, userId);
  const verified = await verifySide.first(tx, { tokenHash });
  if (!verified) return outcome.refused("gone");
  const { oldEmail, newEmail, isOldVerified, isNewVerified } = verified;
  if (!isOldVerified || !isNewVerified) return outcome.done("waits-for-other");
  await endEmailChange(tx, { userId });
  await setEmail(tx, { userId, newEmail });
  // Sessions go on: the user knew the password and reads both mailboxes, and both are told.
  await deleteUnusedResets(tx, { userId });
  const told = emailChangedMail({ oldEmail, newEmail });
  await writeMail(tx, { to: oldEmail, ...told });
  await writeMail(tx, { to: newEmail, ...told });
  return outcome.done("changed");
}

/** Indexes: email_changes_old_token_hash_key, …_new_token_hash_key. */
const ownerOfChange = query((db, { tokenHash }: { tokenHash: Buffer }) =>
  db.selectFrom("email_changes").select("user_id as userId").where(ofEitherLink(tokenHash)),
);

/** Indexes: email_changes_old_token_hash_key, …_new_token_hash_key. */
const verifySide = change((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .updateTable("email_changes")
    .set({
      old_verified_at: sql<Date | null>`case when old_token_hash = ${tokenHash} then now() else old_verified_at end`,
      new_verified_at: sql<Date | null>`case when new_token_hash = ${tokenHash} then now() else new_verified_at end`,
    })
    .where("ended_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .where((side) =>
      side.or([
        side("old_token_hash", "=", tokenHash).and("old_verified_at", "is", null),
        side("new_token_hash", "=", tokenHash).and("new_verified_at", "is", null),
      ]),
    )
    .returning(changeColumns),
);

/** Index: users_pkey. */
const setEmail = change((db, { userId, newEmail }: { userId: string; newEmail: string }) =>
  db
    .updateTable("users")
    .set({ email: newEmail, email_verified_at: sql<Date>`now()` })
    .where("id", "=", userId),
);

export function isEmailTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === "23505" && constraint === "users_email_key";
}

/** Indexes: email_changes_old_token_hash_key, …_new_token_hash_key. */
export const emailChangeByToken = query((db, { tokenHash }: { tokenHash: Buffer }) =>
  db
    .selectFrom("email_changes")
    .innerJoin("users", "users.id", "email_changes.user_id")
    .select(changeColumns)
    .select([
      typed(boolean, sql`old_token_hash = ${tokenHash}`).as("isOfOld"),
      typed(boolean, sql`email = new_email`).as("isMade"),
      typed(boolean, sql`ended_at is null and expires_at > now()`).as("isUsable"),
    ])
    .where(ofEitherLink(tokenHash)),
);

/** Index: email_changes_expires_at. */
export const deleteOldEmailChanges = change((db) =>
  db.deleteFrom("email_changes").where("expires_at", "<", sql<Date>`now() - interval '1 day'`),
);
