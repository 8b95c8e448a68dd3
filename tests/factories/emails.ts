import { randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import { newToken, tokenHash } from "#app/base/token.ts";
import type { TestUser } from "./people.ts";

/** A change of which neither side is verified, with the tokens of both links. */
export async function createEmailChange(
  admin: Pool,
  { person, newEmail = `new-${person.id}@example.test` }: { person: TestUser; newEmail?: string },
): Promise<{ newEmail: string; leave: string; take: string }> {
  const [leave, take] = [newToken(), newToken()];
  await admin.query(
    `insert into control.email_changes
       (id, user_id, old_email, new_email, old_token_hash, new_token_hash, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + interval '1 day')`,
    [randomUUIDv7(), person.id, person.email, newEmail, tokenHash(leave), tokenHash(take)],
  );
  return { newEmail, leave, take };
}
