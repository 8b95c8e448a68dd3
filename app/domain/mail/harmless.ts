const longestCharacters = 60;

/**
 * A name that a stranger chose, as it may stand in a mail to somebody else: short, on one line, and nothing in it that a
 * mail program would turn into a link or take for the end of a quotation.
 */
export function harmless(name: string): string {
  const line = name
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/[\\/@<>“”"]+/g, " ")
    // Without something right behind it a dot, of whichever script, ends a sentence and divides no domain.
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
