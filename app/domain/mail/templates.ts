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
