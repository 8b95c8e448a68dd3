/**
 * What a terminal would obey or be misled by: control characters, both kinds of them, and those that turn the direction of
 * writing. Everything else is text, joiners inside of emoji included.
 */
const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** One line as it can be printed, whoever wrote what is in it: `\u001b` stands for such a character, line breaks included. */
export function printable(line: string): string {
  return line.replace(unprintable, escaped);
}

/** As `printable`, for text whose line breaks are meant. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** A value as JSON that can be printed: what JSON itself leaves as it is, is within strings, where it may be escaped. */
export function printableJson(value: unknown, indent?: number): string {
  return printableLines(JSON.stringify(value, null, indent));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
