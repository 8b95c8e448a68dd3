import type { Invited, Reason } from "#app/domain/invitation/invite.ts";

const reasons: Record<Reason, string> = {
  you: "that is you",
  member: "in already",
  invited: "invited already",
  flooded: "was sent enough invitations within the hour",
};

/** Says who was invited. */
export function invitedText(invited: Invited["invited"]): string {
  return invited.length === 1 ? `${invited[0]} is invited.` : `${invited.length} people are invited.`;
}

/** Says who was not invited and why, each in a line of their own. */
export function skippedTexts(skipped: Invited["skipped"]): string[] {
  return skipped.map(({ email, reason }) => `${email}: ${reasons[reason]}`);
}

/** Says why nobody was invited. */
export function nobodyText(skipped: Invited["skipped"]): string {
  const [only] = skipped;
  if (skipped.length > 1 || !only) {
    return `Nobody was invited: ${skipped.map(({ email, reason }) => `${email} (${reasons[reason]})`).join(", ")}.`;
  }
  const sentences: Record<Reason, string> = {
    you: "That is your own address, and you are in already.",
    member: `${only.email} is in this workspace already.`,
    invited: `${only.email} is invited already. You can send the invitation again from the list.`,
    flooded: `${only.email} was sent enough invitations within the hour. Try again later.`,
  };
  return sentences[only.reason];
}
