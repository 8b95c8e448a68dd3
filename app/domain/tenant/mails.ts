import { exactText } from "#app/base/time-text.ts";
import { harmless } from "#app/domain/mail/harmless.ts";
import type { MailText } from "#app/domain/mail/outbox.ts";

/** Names are made harmless: strangers may have typed them. */

interface HandedOver {
  formerOwnerName: string;
  tenantName: string;
  link: string;
}

export function ownershipMail({ formerOwnerName, tenantName, link }: HandedOver): MailText {
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

interface Deleted {
  tenant: { name: string; slug: string };
  /** The actor's name; null for the operator. */
  by: string | null;
  until: Date;
  appUrl: string;
}

export function deletionMail({ tenant: { name, slug }, by, until, appUrl }: Deleted): MailText {
  const tenant = harmless(name);
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
