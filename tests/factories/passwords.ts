import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import type { TestUser } from "./people.ts";

/** @returns the tag that proves a new password to the database. No password derives it. */
export async function givePassword(admin: Pool, { id }: TestUser): Promise<Buffer> {
  const tag = randomBytes(32);
  const kept = createHash("sha256").update(tag).digest("base64").replace(/=+$/, "");
  await admin.query("update control.users set password_hash = $2 where id = $1", [
    id,
    `$argon2id-sha256$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$${kept}`,
  ]);
  return tag;
}

/** As a reset does: ends all sessions, calls off a change of the email, and tells the user. */
export async function replacePassword(admin: Pool, { id }: TestUser, passwordHash: string): Promise<void> {
  await admin.query("select control.replace_password($1, $2)", [id, passwordHash]);
}
