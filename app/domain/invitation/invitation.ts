import { randomUUIDv7 } from "node:crypto";
import { sql } from "kysely";
import { tokenHash } from "#app/base/token.ts";
import type { Role } from "#app/domain/membership/permissions.ts";
import { tenantChange, tenantQuery } from "#app/domain/query.ts";
import type { TenantScope } from "#db/query.ts";
import type { Reader, TenantWriter, Writer } from "#db/transaction.ts";
import { copiedToken, keyId } from "./link.ts";
import { grantableRoles, type InvitedRole } from "./policy.ts";
import { isPending } from "./reads.ts";

/** Hold the tenant's row for all of this. Time is the clock's, not the transaction's (see reads.ts). */

export const invitationLifetimeDays = 7;

const now = sql<Date>`clock_timestamp()`;
const expiry = sql<Date>`clock_timestamp() + make_interval(days => ${sql.lit(invitationLifetimeDays)})`;

interface NewInvitation {
  id: string;
  email: string;
  role: InvitedRole;
  linkHash: Buffer;
  linkKeyId: string;
  userId: string;
}

const insertInvitation = tenantChange((db, { id, email, role, linkHash, linkKeyId, userId }: NewInvitation) =>
  db.insertInto("invitations").values({
    id,
    email,
    role,
    link_hash: linkHash,
    link_key_id: linkKeyId,
    invited_by: userId,
    expires_at: expiry,
  }),
);

/** Index: invitations_pending. */
const revokePendingOf = tenantChange((db, { email }: { email: string }) =>
  db.updateTable("invitations").set({ revoked_at: now }).where("email", "=", email).where(isPending),
);

function copiedLinkOf(id: string, linkKey: Buffer) {
  return { linkHash: tokenHash(copiedToken(linkKey, id)), linkKeyId: keyId(linkKey) };
}

/** Takes the place of an invitation that has expired. @returns the invitation's id. */
export async function addInvitation(
  tx: TenantWriter,
  { email, role, linkKey }: { email: string; role: InvitedRole; linkKey: Buffer },
): Promise<string> {
  const id = randomUUIDv7();
  await revokePendingOf(tx, { email });
  await insertInvitation(tx, { id, email, role, ...copiedLinkOf(id, linkKey), userId: tx.userId });
  return id;
}

/** Index: invitations_pkey. */
const updateSent = tenantChange(
  (db, { id, linkHash, linkKeyId, userId }: Omit<NewInvitation, "email" | "role">) =>
    db
      .updateTable("invitations")
      .set({
        link_hash: linkHash,
        link_key_id: linkKeyId,
        invited_by: userId,
        sent_at: now,
        expires_at: expiry,
      })
      .where("id", "=", id)
      .where(isPending),
);

/** The time begins again. The actor answers for it now. */
export async function renewInvitation(
  tx: TenantWriter,
  { id, linkKey }: { id: string; linkKey: Buffer },
): Promise<void> {
  await updateSent(tx, { id, ...copiedLinkOf(id, linkKey), userId: tx.userId });
}

/** Index: invitations_pkey. */
export const revokeInvitation = tenantChange((db, { id }: { id: string }) =>
  db.updateTable("invitations").set({ revoked_at: now }).where("id", "=", id).where(isPending),
);

/** Index: invitations_pending. */
const revokeOthers = tenantChange((db, { userId, roles }: { userId: string; roles: readonly string[] }) =>
  db
    .updateTable("invitations")
    .set({ revoked_at: now })
    .where("invited_by", "=", userId)
    .where(sql<boolean>`role <> all(${roles})`)
    .where(isPending)
    .returning("id"),
);

/** Part of every change of a role, or of leaving (null). @returns how many invitations were revoked. */
export async function revokeUngrantable(
  tx: TenantScope<Writer>,
  { userId, role }: { userId: string; role: Role | null },
): Promise<number> {
  const revoked = await revokeOthers(tx, { userId, roles: role ? grantableRoles(role) : [] });
  return revoked.length;
}

/** Index: invitations_pending. */
const openInvitationOf = tenantQuery((db, { userId }: { userId: string }) =>
  db
    .selectFrom("invitations")
    .innerJoin("users as u", "u.email", "invitations.email")
    .select("invitations.id")
    .where("u.id", "=", userId)
    .where(isPending)
    .where("expires_at", ">", now),
);

/** An open invitation of the user's present email keeps a seat. */
export async function holdsSeat(tx: TenantScope<Reader>, userId: string): Promise<boolean> {
  return (await openInvitationOf.first(tx, { userId })) !== null;
}

/** For a user who was let in by another way. Index: invitations_pending. */
export const settleInvitation = tenantChange((db, { userId }: { userId: string }) =>
  db
    .updateTable("invitations")
    .from("users as u")
    .set({ accepted_at: now, accepted_by: userId })
    .where("u.id", "=", userId)
    .whereRef("invitations.email", "=", "u.email")
    .where(isPending),
);
