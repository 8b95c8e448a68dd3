/** Of the first and the last word. Whole characters, so that no emoji is cut in half. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = firstCharacter(words[0]);
  const last = words.length > 1 ? firstCharacter(words.at(-1)) : "";
  return (first + last).toLocaleUpperCase("en") || "?";
}

export function firstCharacter(text: string | undefined): string {
  const codePoint = text?.trimStart().codePointAt(0);
  return codePoint === undefined ? "" : String.fromCodePoint(codePoint);
}
