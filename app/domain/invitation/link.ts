import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { tokenHash } from "#app/base/token.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, nullable, text, textOf, timestamp } from "#db/query.ts";
import type { Reader, Writer } from "#db/transaction.ts";
import type { InvitedRole } from "./policy.ts";

/**
 * Links to invitations, and what their holders, who belong nowhere yet, see and do by them: two functions of the database,
 * which see past its wall.
 */

/** Where an invitation is looked at and accepted, by either of its tokens. */
export function linkOf(appUrl: string, token: string): string {
  return `${appUrl}/invitations/${token}`;
}

/**
 * The token of the link that people copy. It follows from the invitation's id and the installation's secret, so that it can be
 * shown at any time and is stored nowhere.
 */
export function copiedToken(linkKey: Buffer, invitationId: string): string {
  return createHmac("sha256", linkKey).update(invitationId).digest("base64url");
}

/** `open`: it can be accepted by the right user. `withdrawn`: its sender may no longer invite. */
export type InvitationState = "open" | "used" | "revoked" | "expired" | "withdrawn" | "suspended" | "deleted";

export interface SeenInvitation {
  state: InvitationState;
  /** It is the mailed link, whose holder reads the mail of the invited email; else the one that people copy. */
  isMailed: boolean;
  email: string;
  role: InvitedRole;
  inviterName: string;
  expiresAt: Date;
  tenantName: string;
  /** For those who belong to the tenant; null for everyone else. */
  tenantSlug: string | null;
  isAcceptedByViewer: boolean;
  /** Whether the invited email has an account; null if the link does not prove whose email it is. */
  hasAccount: boolean | null;
}

const seenInvitation = query.byHand(
  "invitation of a link",
  {
    state: textOf<InvitationState>(),
    isMailed: boolean,
    email: text,
    role: textOf<InvitedRole>(),
    inviterName: text,
    expiresAt: timestamp,
    tenantName: text,
    tenantSlug: nullable(text),
    isAcceptedByViewer: boolean,
    hasAccount: nullable(boolean),
  },
  ({ hash }: { hash: Buffer }) => sql`
    select state, is_mailed as "isMailed", email, role, inviter_name as "inviterName", expires_at as "expiresAt",
      tenant_name as "tenantName", tenant_slug as "tenantSlug", is_accepted_by_viewer as "isAcceptedByViewer",
      has_account as "hasAccount"
    from control.look_at_invitation(${hash})`,
);

/** What a link leads to, seen by the acting user or by an outsider; null if there never was such a link. */
export function lookAtInvitation(tx: Reader, token: string): Promise<SeenInvitation | null> {
  return seenInvitation.first(tx, { hash: tokenHash(token) });
}

export type Acceptance =
  | "accepted"
  | "was-member"
  | "unknown"
  | "other-address"
  | "unverified"
  | Exclude<InvitationState, "open">;

const acceptedInvitation = change.byHand(
  "accepted invitation",
  { outcome: textOf<Acceptance>() },
  ({ hash, isVerifiedOnly }: { hash: Buffer; isVerifiedOnly: boolean }) =>
    sql`select control.accept_invitation(${hash}, ${isVerifiedOnly}) as outcome`,
);

/**
 * Lets the acting user into the tenant by a link, if all is as it must be (db/functions/invitation.sql); of many at once, once.
 * By the mailed link their email counts as verified from then on; with `isVerifiedOnly`, the copied link is for verified ones.
 */
export async function acceptInvitation(
  tx: Writer,
  token: string,
  { isVerifiedOnly }: { isVerifiedOnly: boolean },
): Promise<Acceptance> {
  const answer = await acceptedInvitation.first(tx, { hash: tokenHash(token), isVerifiedOnly });
  return answer?.outcome ?? "unknown";
}
