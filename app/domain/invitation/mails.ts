import { exactText } from "#app/base/time-text.ts";
import { harmless } from "#app/domain/mail/harmless.ts";
import type { MailText } from "#app/domain/mail/outbox.ts";
import { roleInSentence } from "#app/domain/membership/role-text.ts";
import type { InvitedRole } from "./policy.ts";

interface InvitationText {
  inviterName: string;
  tenantName: string;
  role: InvitedRole;
  link: string;
  until: Date;
}

/** To a person who may never have heard of Rowhouse, from one they may not know. */
export function invitationMail({ inviterName, tenantName, role, link, until }: InvitationText): MailText {
  const [inviter, tenant] = [harmless(inviterName), harmless(tenantName)];
  return {
    subject: `${inviter} invites you to “${tenant}” on Rowhouse`,
    body: `${inviter} invites you to join the workspace “${tenant}” on Rowhouse, as ${roleInSentence(role)}. \
To see the invitation and accept it, open this link by ${exactText(until.getTime())}:

${link}

The link is yours alone: whoever has it can use it in your place, so don't pass it on. If you don't know what this is \
about, do nothing: no account was made for you.
`,
  };
}
