import { createHmac, randomUUIDv7 } from "node:crypto";
import { tokenHash } from "#app/base/token.ts";
import type { Role } from "#app/domain/membership/permissions.ts";
import type { Reader, TenantReader, TenantWriter, Writer } from "#db/transaction.ts";
import { grantableRoles, type InvitedRole } from "./policy.ts";

/**
 * Invitations, from inside the tenant. Whatever decides on one holds the tenant's row first (`lockPlan`). Time is the
 * clock's and not the transaction's, which may have begun long before it got that lock.
 */

/** How long a link works after it was sent. */
export const invitationLifetimeDays = 7;

/** How long it takes until the same invitation can be sent again. */
export const resendPauseSeconds = 60;

/** Neither accepted nor revoked. Such an invitation holds a seat for as long as it hasn't expired. */
const pending = "accepted_at is null and revoked_at is null";

/** A pending invitation, as those in the tenant see it. */
export interface PendingInvitation {
  id: string;
  email: string;
  role: InvitedRole;
  invitedBy: string;
  sentAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  /** Of the token in the link that people copy. */
  linkHash: Buffer;
}

const facts = `id, email, role, invited_by as "invitedBy", sent_at as "sentAt", expires_at as "expiresAt",
  expires_at <= clock_timestamp() as "isExpired", link_hash as "linkHash"`;

/**
 * Pending invitations, the latest first and those sent together by address, expired ones included; one page of them,
 * counted from 1. Index: invitations_pending; a tenant's are few enough to be sorted.
 */
export async function pendingPage(
  tx: TenantReader,
  { page, pageSizeRows }: { page: number; pageSizeRows: number },
): Promise<{ rows: PendingInvitation[]; page: number; total: number }> {
  const [count] = await tx.rows<{ total: number }>(
    `select count(*)::int as total from control.invitations where tenant_id = $1 and ${pending}`,
    [tx.tenantId],
  );
  const total = count?.total ?? 0;
  const shown = Math.min(page, Math.max(1, Math.ceil(total / pageSizeRows)));
  const rows = await tx.rows<PendingInvitation>(
    `select ${facts} from control.invitations where tenant_id = $1 and ${pending}
     order by sent_at desc, email limit $2 offset $3`,
    [tx.tenantId, pageSizeRows, (shown - 1) * pageSizeRows],
  );
  return { rows, page: shown, total };
}

/** One invitation and what became of it. */
export interface Invitation extends PendingInvitation {
  outcome: "pending" | "accepted" | "revoked";
  /** How long ago it was sent. */
  sentSecondsAgo: number;
}

/** One invitation, or null. Index: invitations_pkey. */
export async function findInvitation(tx: TenantReader, id: string): Promise<Invitation | null> {
  const [found] = await tx.rows<Invitation>(
    `select ${facts}, extract(epoch from clock_timestamp() - sent_at)::float8 as "sentSecondsAgo",
       case when accepted_at is not null then 'accepted' when revoked_at is not null then 'revoked' else 'pending' end as outcome
     from control.invitations where tenant_id = $1 and id = $2`,
    [tx.tenantId, id],
  );
  return found ?? null;
}

/** Why an address can't be invited now. */
export type Standing = "member" | "invited";

/**
 * Which of these addresses, in their normal form, are in the tenant or invited to it already. Indexes: users_email_key,
 * the memberships' key, invitations_pending.
 */
export async function standingsOf(
  tx: TenantReader,
  emails: readonly string[],
): Promise<Map<string, Standing>> {
  const rows = await tx.rows<{ email: string; standing: Standing }>(
    `select email, 'invited' as standing from control.invitations
     where tenant_id = $1 and email = any($2) and ${pending} and expires_at > clock_timestamp()
     union all
     select u.email, 'member' from control.users u
     join control.memberships m on m.tenant_id = $1 and m.user_id = u.id
     where u.email = any($2)`,
    [tx.tenantId, emails],
  );
  return new Map(rows.map(({ email, standing }) => [email, standing]));
}

/**
 * The token of the link that people copy. It follows from the invitation's id and the installation's secret, so that it can be
 * shown at any time and is stored nowhere.
 */
export function copiedToken(linkKey: Buffer, invitationId: string): string {
  return createHmac("sha256", linkKey).update(invitationId).digest("base64url");
}

/** Invites an address as the acting person, in place of an invitation that has expired. @returns the invitation's id. */
export async function addInvitation(
  tx: TenantWriter,
  { email, role, token, linkKey }: { email: string; role: InvitedRole; token: string; linkKey: Buffer },
): Promise<string> {
  const id = randomUUIDv7();
  await tx.rows(
    `update control.invitations set revoked_at = clock_timestamp() where tenant_id = $1 and email = $2 and ${pending}`,
    [tx.tenantId, email],
  );
  await tx.rows(
    `insert into control.invitations (tenant_id, id, email, role, token_hash, link_hash, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + make_interval(days => $8))`,
    [
      tx.tenantId,
      id,
      email,
      role,
      tokenHash(token),
      tokenHash(copiedToken(linkKey, id)),
      tx.userId,
      invitationLifetimeDays,
    ],
  );
  return id;
}

/**
 * Makes a pending invitation as good as new, in the name of the acting person, who answers for it from now on: another
 * mailed link, whose forerunner stops working, and the whole time. Index: invitations_pkey.
 */
export async function renewInvitation(
  tx: TenantWriter,
  { id, token, linkKey }: { id: string; token: string; linkKey: Buffer },
): Promise<void> {
  await tx.rows(
    `update control.invitations
     set token_hash = $3, link_hash = $4, invited_by = $5, sent_at = clock_timestamp(),
       expires_at = clock_timestamp() + make_interval(days => $6)
     where tenant_id = $1 and id = $2 and ${pending}`,
    [
      tx.tenantId,
      id,
      tokenHash(token),
      tokenHash(copiedToken(linkKey, id)),
      tx.userId,
      invitationLifetimeDays,
    ],
  );
}

/** Takes a pending invitation back. Index: invitations_pkey. */
export async function revokeInvitation(tx: TenantWriter, id: string): Promise<void> {
  await tx.rows(
    `update control.invitations set revoked_at = clock_timestamp() where tenant_id = $1 and id = $2 and ${pending}`,
    [tx.tenantId, id],
  );
}

/**
 * Takes back what somebody may no longer answer for, whose role has become another, or who has left (`roleNow` is null).
 * Part of every such change, with the tenant's row held. Index: invitations_pending. @returns how many.
 */
export async function revokeUngrantable(
  tx: Pick<TenantWriter, "rows" | "tenantId">,
  { userId, roleNow }: { userId: string; roleNow: Role | null },
): Promise<number> {
  const revoked = await tx.rows(
    `update control.invitations set revoked_at = clock_timestamp()
     where tenant_id = $1 and invited_by = $2 and role <> all($3) and ${pending}
     returning id`,
    [tx.tenantId, userId, roleNow ? grantableRoles(roleNow) : []],
  );
  return revoked.length;
}

/** How many pending invitations somebody answers for: what is taken back if they may invite no more. Index: as above. */
export async function countSentBy(
  tx: Pick<TenantReader, "rows" | "tenantId">,
  userId: string,
): Promise<number> {
  const [count] = await tx.rows<{ total: number }>(
    `select count(*)::int as total from control.invitations where tenant_id = $1 and invited_by = $2 and ${pending}`,
    [tx.tenantId, userId],
  );
  return count?.total ?? 0;
}

interface Joining {
  tenantId: string;
  userId: string;
}

/** Whether a seat is kept for this person: they are invited, by the address they have now. Index: invitations_pending. */
export async function holdsSeat(tx: Reader, { tenantId, userId }: Joining): Promise<boolean> {
  const found = await tx.rows(
    `select from control.invitations i join control.users u on u.email = i.email
     where i.tenant_id = $1 and u.id = $2 and i.accepted_at is null and i.revoked_at is null
       and i.expires_at > clock_timestamp()`,
    [tenantId, userId],
  );
  return found.length > 0;
}

/** Settles the invitation of somebody who was let in by another way: there is nothing left to accept. Index: as above. */
export async function settleInvitation(tx: Writer, { tenantId, userId }: Joining): Promise<void> {
  await tx.rows(
    `update control.invitations i set accepted_at = clock_timestamp(), accepted_by = u.id
     from control.users u
     where i.tenant_id = $1 and u.id = $2 and i.email = u.email and i.accepted_at is null and i.revoked_at is null`,
    [tenantId, userId],
  );
}
