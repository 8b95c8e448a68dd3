/** Control characters, line separators and direction marks: they control or mislead a terminal. */
const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** Each unprintable character becomes an escape such as `\u001b`: a line stays one line. */
export function printable(line: string): string {
  return line.replace(unprintable, escaped);
}

/** What JSON leaves unescaped can only stand within strings, where an escape is allowed. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).split("\n").map(printable).join("\n");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
