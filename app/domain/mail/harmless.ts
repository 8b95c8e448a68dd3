const longestCharacters = 60;

/** Makes a stranger's name fit for a mail: short, on one line, no link and no end of a quotation in it. */
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
