import { randomBytes, randomUUID, randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import { newToken, tokenHash } from "#app/base/token.ts";
import type { InvitedRole } from "#app/domain/invitation/policy.ts";
import type { TestTenant, TestUser } from "./people.ts";

/** The links to copy derive from it, where a test invites without an application. */
export const linkKey = randomBytes(32);

export interface TestInvitation {
  id: string;
  email: string;
  mailed: string;
  copied: string;
}

interface Given {
  tenant: TestTenant;
  by: TestUser;
  email?: string;
  role?: InvitedRole;
  sentDaysAgo?: number;
}

export async function createInvitation(
  admin: Pool,
  { tenant, by, email = `${randomUUID()}@example.test`, role = "member", sentDaysAgo = 0 }: Given,
): Promise<TestInvitation> {
  const invitation = { id: randomUUIDv7(), email, mailed: newToken(), copied: newToken() };
  await admin.query(
    `insert into control.invitations
       (tenant_id, id, email, role, mailed_hashes, link_hash, invited_by, created_at, sent_at, expires_at)
     select $1, $2, $3, $4, array[$5::bytea], $6, $7, at, at, at + interval '7 days' from (select now() - make_interval(days => $8) as at) sent`,
    [
      tenant.id,
      invitation.id,
      email,
      role,
      tokenHash(invitation.mailed),
      tokenHash(invitation.copied),
      by.id,
      sentDaysAgo,
    ],
  );
  return invitation;
}
