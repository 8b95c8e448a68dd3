import { z } from "zod";
import { readAddresses } from "#app/domain/invitation/email-list.ts";
import { invitedRoles } from "#app/domain/invitation/policy.ts";

/** How many can be invited at once. */
export const mostAddresses = 50;
const longestText = 20_000;
const namedAddresses = 5;

/** One address or many, as `readAddresses` understands them. */
const emails = z
  .string({ error: "Enter an email address." })
  .max(longestText, { error: `Enter at most ${mostAddresses} addresses at once.`, abort: true })
  .transform((given, check) => {
    const { emails, malformed } = readAddresses(given);
    const problem = problemOf(emails, malformed);
    if (!problem) return emails;
    check.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

function problemOf(emails: readonly string[], malformed: readonly string[]): string | null {
  if (malformed.length > 0) return malformedText(malformed);
  if (emails.length === 0) return "Enter an email address.";
  return emails.length > mostAddresses ? `Enter at most ${mostAddresses} addresses at once.` : null;
}

function malformedText(malformed: readonly string[]): string {
  const named = malformed.slice(0, namedAddresses).map((entry) => `“${shortened(entry)}”`);
  const more = malformed.length - named.length;
  const list = `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return malformed.length === 1
    ? `${list} is no email address. Nobody was invited.`
    : `These are no email addresses: ${list}. Nobody was invited.`;
}

function shortened(entry: string): string {
  const characters = [...entry];
  return characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : entry;
}

export const invitationSchema = z.object({
  email: emails,
  role: z.enum(invitedRoles, { error: "Choose a role." }),
});
