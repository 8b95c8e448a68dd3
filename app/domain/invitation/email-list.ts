import { normalEmail } from "#app/domain/account/email.ts";

export interface Addresses {
  /** In their normal form, each once, in the order they were given in. */
  emails: string[];
  /** What stood there and is no address, as it was typed. */
  malformed: string[];
}

/** A quoted name, an address in angle brackets, what separates entries, or a word. */
const tokens = /"[^"]*"|<[^<>]*>|[,;\n]|[^\s,;<>"]+|[<>"]/g;

/**
 * Reads addresses as people paste them: separated by commas, semicolons, spaces or line breaks, alone or as mail programs
 * copy them: `Ada Byron <ada@example.com>`, `"Byron, Ada" <…>`.
 */
export function readAddresses(given: string): Addresses {
  const found: string[] = [];
  /** Words that become a name, if an address in brackets follows, and are entries of their own otherwise. */
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

function sorted(found: readonly string[]): Addresses {
  const emails = new Set<string>();
  const malformed = new Set<string>();
  for (const entry of found) {
    const email = normalEmail(entry.replace(/^mailto:/i, ""));
    if (email) emails.add(email);
    else malformed.add(entry.trim() || "<>");
  }
  return { emails: [...emails], malformed: [...malformed] };
}
