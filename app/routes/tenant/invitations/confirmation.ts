import type { Invited, Reason } from "./send.ts";

const reasons: Record<Reason, string> = {
  you: "that is you",
  member: "in already",
  invited: "invited already",
  flooded: "was sent enough invitations within the hour",
};

/** What a flash can hold (app/routes/flash.ts). */
const longestText = 300;

/** Says who was invited, and who was not and why. */
export function confirmation({ invited, skipped }: Invited): string {
  const [first] = invited;
  const done = invited.length === 1 ? `${first} is invited.` : `${invited.length} people are invited.`;
  if (skipped.length === 0) return done;
  return `${done} ${listed(skipped, "Not invited: ", longestText - done.length - 1)}`;
}

/** Says why nobody was invited. */
export function nobodyText(skipped: Invited["skipped"]): string {
  const [only] = skipped;
  if (skipped.length > 1 || !only) return listed(skipped, "Nobody was invited: ", 1_000);
  const sentences: Record<Reason, string> = {
    you: "That is your own address, and you are in already.",
    member: `${only.email} is in this workspace already.`,
    invited: `${only.email} is invited already. You can send the invitation again from the list.`,
    flooded: `${only.email} was sent enough invitations within the hour. Try again later.`,
  };
  return sentences[only.reason];
}

/** As many as there is room for, and the number of the others. */
function listed(skipped: Invited["skipped"], opening: string, room: number): string {
  const entries = skipped.map(({ email, reason }) => `${email} (${reasons[reason]})`);
  for (let shown = entries.length; shown > 0; shown--) {
    const more = entries.length - shown;
    const text = `${opening}${entries.slice(0, shown).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
    if (text.length <= room) return text;
  }
  return `${opening}${entries.length}.`;
}
