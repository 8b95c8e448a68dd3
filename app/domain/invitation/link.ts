import { createHash, createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { change, query } from "#app/domain/query.ts";
import { boolean, float, nullable, text, textOf, timestamp } from "#db/query.ts";
import { type ControlEntry, type Reader, type Writer, writeDoor } from "#db/transaction.ts";
import { mailboxFull } from "./mail-quota.ts";
import type { InvitedRole } from "./policy.ts";

/** Holders of links may belong nowhere yet: functions of the database see past its wall for them. */

export function linkOf(appUrl: string, token: string): string {
  return `${appUrl}/invitations/${token}`;
}

/** Follows from the id and the installation's secret: it can be shown at any time, and is stored nowhere. */
export function copiedToken(linkKey: Buffer, invitationId: string): string {
  return createHmac("sha256", linkKey).update(invitationId).digest("base64url");
}

/** Tells keys apart, and nothing of them. */
export function keyId(linkKey: Buffer): string {
  return createHash("sha256").update(linkKey).digest("base64url").slice(0, 16);
}

/** `open`: it can be accepted by the right user. `withdrawn`: its sender may no longer invite. */
export type InvitationState = "open" | "used" | "revoked" | "expired" | "withdrawn" | "suspended" | "deleted";

export interface SeenInvitation {
  state: InvitationState;
  /** The mailed link, whose holder reads the mail of `email`; else the one that people copy. */
  isMailed: boolean;
  email: string;
  role: InvitedRole;
  inviterName: string;
  expiresAt: Date;
  tenantName: string;
  /** Null if the viewer doesn't belong to the tenant, or it is deleted. */
  tenantSlug: string | null;
  isAcceptedByViewer: boolean;
  /** Null if the link doesn't prove whose email it is. */
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
  ({ token }: { token: string }) => sql`
    select state, is_mailed as "isMailed", email, role, inviter_name as "inviterName", expires_at as "expiresAt",
      tenant_name as "tenantName", tenant_slug as "tenantSlug", is_accepted_by_viewer as "isAcceptedByViewer",
      has_account as "hasAccount"
    from control.look_at_invitation(${token})`,
);

/** Null if there never was such a link. */
export function lookAtInvitation(tx: Reader, token: string): Promise<SeenInvitation | null> {
  return seenInvitation.first(tx, { token });
}

type NotAccepted = "other-email" | "unverified" | Exclude<InvitationState, "open">;

const acceptedInvitation = change.byHand(
  "accepted invitation",
  { acceptance: textOf<"accepted" | "was-member" | "unknown" | NotAccepted>() },
  ({ token, isVerifiedOnly }: { token: string; isVerifiedOnly: boolean }) =>
    sql`select control.accept_invitation(${token}, ${isVerifiedOnly}) as acceptance`,
);

/** Of many at once, one is done. The mailed link verifies the email; `isVerifiedOnly` is for the other. */
export async function acceptInvitation(
  tx: Writer,
  token: string,
  { isVerifiedOnly }: { isVerifiedOnly: boolean },
): Promise<Outcome<{ wasMember: boolean }, NotAccepted>> {
  const answer = await acceptedInvitation.first(tx, { token, isVerifiedOnly });
  const acceptance = answer?.acceptance ?? "unknown";
  if (acceptance === "unknown") return outcome.notFound;
  if (acceptance === "accepted") return outcome.done({ wasMember: false });
  return acceptance === "was-member" ? outcome.done({ wasMember: true }) : outcome.refused(acceptance);
}

const otherLinkMailed = change.atDoor(
  "other link mailed",
  {
    result: textOf<"mailed" | "too-often" | "unknown" | Exclude<InvitationState, "open">>(),
    secondsAgo: nullable(float),
  },
  ({ copied }: { copied: string }) => sql`
    select result, seconds_ago as "secondsAgo" from control.mail_other_link(${copied})`,
);

/** Mails the other link to the invited email: who reads it may sign up. The same with an account and without. */
export async function mailOtherLink(
  entry: ControlEntry,
  copied: string,
): Promise<Outcome<undefined, Exclude<InvitationState, "open">>> {
  const answer = await writeDoor(entry, (tx) => otherLinkMailed.first(tx, { copied }));
  const result = answer?.result ?? "unknown";
  if (result === "mailed") return outcome.done();
  if (result === "unknown") return outcome.notFound;
  return result === "too-often" ? mailboxFull(answer?.secondsAgo ?? 0) : outcome.refused(result);
}
