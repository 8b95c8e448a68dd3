import { createHash, randomBytes, randomUUID, randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import type { Role } from "#app/domain/membership/permissions.ts";
import type { PlanName } from "#app/domain/plan/plans.ts";

/** Factories write past the walls, as superuser: they set the stage, and prove nothing. */

export interface TestUser {
  id: string;
  email: string;
  name: string;
  /** The token of a session. */
  session: string;
  /** The Cookie header that carries it. */
  cookie: string;
}

/** What an entry says of who asks. */
export function asking(user: TestUser) {
  return { user, credential: { session: user.session } };
}

export interface TestTenant {
  id: string;
  slug: string;
  name: string;
  home: string;
}

/** With a session. No password fits: only the cookie signs the user in. */
export async function createUser(
  admin: Pool,
  given: { name?: string; email?: string; isOperator?: boolean; isVerified?: boolean } = {},
): Promise<TestUser> {
  const id = randomUUIDv7();
  const name = given.name ?? "Ada Byron";
  const email = given.email ?? `${randomUUID()}@example.test`;
  await admin.query(
    `insert into control.users (id, email, name, password_hash, is_operator, email_verified_at)
     values ($1, $2, $3, 'none', $4, case when $5 then now() end)`,
    [id, email, name, given.isOperator ?? false, given.isVerified ?? true],
  );
  const session = await createSession(admin, id);
  return { id, email, name, session, cookie: cookieOf(session) };
}

export function cookieOf(session: string): string {
  return `rowhouse=${session}`;
}

/** @returns its token. */
export async function createSession(admin: Pool, userId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await admin.query(
    "insert into control.sessions (id, user_id, token_hash, expires_at) values ($1, $2, $3, now() + interval '1 day')",
    [randomUUIDv7(), userId, createHash("sha256").update(token).digest()],
  );
  return token;
}

export async function createTenant(
  admin: Pool,
  members: Partial<Record<Role, TestUser | TestUser[]>>,
  given: { slug?: string; name?: string; plan?: PlanName } = {},
): Promise<TestTenant> {
  const id = randomUUIDv7();
  const slug = given.slug ?? `t-${randomUUID().slice(0, 13)}`;
  const name = given.name ?? "Acme";
  await admin.query(
    `with tenant as (insert into control.tenants (id, slug, name, plan) values ($1, $2, $3, $4) returning id, slug)
     insert into control.slugs (slug, tenant_id) select slug, id from tenant`,
    [id, slug, name, given.plan ?? "enterprise"],
  );
  for (const [role, people] of Object.entries(members)) {
    for (const person of [people].flat()) {
      await admin.query("insert into control.memberships (tenant_id, user_id, role) values ($1, $2, $3)", [
        id,
        person.id,
        role,
      ]);
    }
  }
  return { id, slug, name, home: "shared" };
}

/** As if they had belonged to it: who never did is nobody to its members. */
export async function createFormerMember(
  admin: Pool,
  tenant: TestTenant,
  given: { name: string },
): Promise<TestUser> {
  const user = await createUser(admin, given);
  await admin.query(
    "insert into control.people (tenant_id, user_id, name, email) select $1, id, name, email from control.users where id = $2",
    [tenant.id, user.id],
  );
  return user;
}
