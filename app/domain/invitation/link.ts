import { tokenHash } from "#app/base/token.ts";
import type { Reader, Writer } from "#db/transaction.ts";
import type { InvitedRole } from "./policy.ts";

/** Invitations, from outside: what somebody with a link can see and do. Two functions of the database, which see past its wall. */

/** `open`: it can be accepted by the right person. `withdrawn`: whoever sent it may no longer do so. */
export type InvitationState = "open" | "used" | "revoked" | "expired" | "withdrawn" | "suspended" | "deleted";

export interface SeenInvitation {
  state: InvitationState;
  /** It is the mailed link, whose holder reads the mail of the invited address; else the one that people copy. */
  isMailed: boolean;
  email: string;
  role: InvitedRole;
  inviterName: string;
  expiresAt: Date;
  tenantName: string;
  /** For those who belong to the tenant; null for everybody else. */
  tenantSlug: string | null;
  isAcceptedByViewer: boolean;
  /** Whether the invited address has an account; null if the link does not prove whose address it is. */
  hasAccount: boolean | null;
}

/** What a link leads to, seen by the acting person or by nobody in particular; null if there never was such a link. */
export async function lookAtInvitation(tx: Reader, token: string): Promise<SeenInvitation | null> {
  const [seen] = await tx.rows<SeenInvitation>(
    `select state, is_mailed as "isMailed", email, role, inviter_name as "inviterName", expires_at as "expiresAt",
       tenant_name as "tenantName", tenant_slug as "tenantSlug", is_accepted_by_viewer as "isAcceptedByViewer",
       has_account as "hasAccount"
     from control.look_at_invitation($1)`,
    [tokenHash(token)],
  );
  return seen ?? null;
}

export type Acceptance =
  | "accepted"
  | "was-member"
  | "unknown"
  | "other-address"
  | "unverified"
  | Exclude<InvitationState, "open">;

/**
 * Lets the acting person into the tenant by a link, if all is as it must be (db/functions/invitation.sql); of many at
 * once, once.
 * By the mailed link their address counts as verified from then on.
 * @param rule by the copied link, only a verified address is let in.
 */
export async function acceptInvitation(
  tx: Writer,
  token: string,
  { isVerifiedOnly }: { isVerifiedOnly: boolean },
): Promise<Acceptance> {
  const [answer] = await tx.rows<{ outcome: Acceptance }>(
    "select control.accept_invitation($1, $2) as outcome",
    [tokenHash(token), isVerifiedOnly],
  );
  return answer?.outcome ?? "unknown";
}
