import { exactText } from "#app/base/time-text.ts";
import type { InvitedRole } from "#app/domain/invitation/policy.ts";
import { roleInSentence } from "#app/domain/membership/role-text.ts";
import { harmless } from "./harmless.ts";
import type { NewMail } from "./outbox.ts";

/**
 * What people are told by mail: plain text, one matter each. Nothing that a stranger typed is in it, but for two names, which
 * are made harmless.
 */

type Text = Pick<NewMail, "subject" | "body">;

interface Invited {
  inviterName: string;
  tenantName: string;
  role: InvitedRole;
  link: string;
  lifetimeDays: number;
}

/** To somebody who may never have heard of Rowhouse, from somebody they may not know. */
export function invitationMail({ inviterName, tenantName, role, link, lifetimeDays }: Invited): Text {
  const [inviter, tenant] = [harmless(inviterName), harmless(tenantName)];
  return {
    subject: `${inviter} invites you to “${tenant}” on Rowhouse`,
    body: `${inviter} invites you to join the workspace “${tenant}” on Rowhouse, as ${roleInSentence(role)}. \
To see the invitation and accept it, open this link within ${lifetimeDays} days:

${link}

The link is yours alone: whoever has it can use it in your place, so don't pass it on. If you don't know what this is \
about, do nothing: no account was made for you.
`,
  };
}

interface HandedOver {
  formerOwnerName: string;
  tenantName: string;
  /** Its address. */
  link: string;
}

/** To somebody who was made the owner by the one before. */
export function ownershipMail({ formerOwnerName, tenantName, link }: HandedOver): Text {
  const [formerOwner, tenant] = [harmless(formerOwnerName), harmless(tenantName)];
  return {
    subject: `You own the workspace “${tenant}” now`,
    body: `${formerOwner} handed the workspace “${tenant}” over to you:

${link}

From now on you decide about its billing, its address and its end. ${formerOwner} is an admin of it. If you don't want it, \
talk to each other: you can hand it on to somebody in it, at ${link}/danger/transfer
`,
  };
}

interface WorkspaceDeleted {
  tenantName: string;
  slug: string;
  /** The name of who did it; null for the operator. */
  by: string | null;
  until: Date;
  appUrl: string;
}

/** To each owner of a workspace that was deleted. */
export function workspaceDeletedMail({ tenantName, slug, by, until, appUrl }: WorkspaceDeleted): Text {
  const tenant = harmless(tenantName);
  const who = by === null ? "The operator of this installation" : harmless(by);
  return {
    subject: `The workspace “${tenant}” was deleted`,
    body: `${who} deleted a workspace of which you are an owner: “${tenant}”, at ${appUrl}/${slug}. It is closed to everybody in it.

Until ${exactText(until.getTime())} each of its owners can bring it back, with all that was in it:

${appUrl}/${slug}/danger

Then everything in it is erased for good. Its address is never given to anybody else.
`,
  };
}
