const longestCharacters = 60;

/**
 * Makes a name that a stranger chose fit for a mail to another person: short, on one line, and with nothing in it that a mail
 * program would turn into a link or take for the end of a quotation.
 */
export function harmless(name: string): string {
  const line = name
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/[\\/@<>“”"]+/g, " ")
    // A dot, in any script, divides a domain only if something stands right behind it.
    .replace(/[.\u3002\uff0e\uff61]+(?=\S)/g, ". ")
    .replace(/\s+/g, " ")
    .trim();
  const characters = [...line];
  if (characters.length <= longestCharacters) return line;
  return `${characters
    .slice(0, longestCharacters - 1)
    .join("")
    .trimEnd()}…`;
}
