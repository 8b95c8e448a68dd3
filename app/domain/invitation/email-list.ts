import { z } from "zod";
import { normalEmail } from "#app/domain/account/email.ts";

/** `control.invitations_mailed` takes no more either. */
export const mostEmails = 50;
const longestText = 20_000;
const namedEntries = 5;

export const emailList = z
  .string({ error: "Enter an email address." })
  .max(longestText, { error: `Enter at most ${mostEmails} addresses at once.`, abort: true })
  .transform((given, check) => {
    const { emails, malformed } = readEmails(given);
    const problem = problemOf(emails, malformed);
    if (!problem) return emails;
    check.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

function problemOf(emails: readonly string[], malformed: readonly string[]): string | null {
  if (malformed.length > 0) return malformedText(malformed);
  if (emails.length === 0) return "Enter an email address.";
  return emails.length > mostEmails ? `Enter at most ${mostEmails} addresses at once.` : null;
}

function malformedText(malformed: readonly string[]): string {
  const named = malformed.slice(0, namedEntries).map((entry) => `“${shortened(entry)}”`);
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

interface ReadEmails {
  /** In their normal form, each once, in the order they were given in. */
  emails: string[];
  malformed: string[];
}

/** A quoted name, an email in angle brackets, what separates entries, or a word. */
const tokens = /"[^"]*"|<[^<>]*>|[,;\n]|[^\s,;<>"]+|[<>"]/g;

/** Reads emails as people paste them: words, lists, `Ada Byron <ada@example.com>`, `"Byron, Ada" <…>`. */
export function readEmails(given: string): ReadEmails {
  const found: string[] = [];
  /** A name, if an email in brackets follows; else entries of their own. */
  let words: string[] = [];
  const flush = () => {
    found.push(...words);
    words = [];
  };
  for (const [token] of given.replace(/\r\n?/g, "\n").matchAll(tokens)) {
    if (token.length > 1 && token.startsWith("<")) {
      found.push(...words.filter((word) => word.includes("@") && !word.startsWith('"')), token.slice(1, -1));
      words = [];
    } else if (token === "," || token === ";" || token === "\n") flush();
    else words.push(token);
  }
  flush();
  return sorted(found);
}

function sorted(found: readonly string[]): ReadEmails {
  const emails = new Set<string>();
  const malformed = new Set<string>();
  for (const entry of found) {
    const email = normalEmail(entry.replace(/^mailto:/i, ""));
    if (email) emails.add(email);
    else malformed.add(entry.trim() || "<>");
  }
  return { emails: [...emails], malformed: [...malformed] };
}
