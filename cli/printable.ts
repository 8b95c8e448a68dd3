/**
 * What a terminal would obey or be misled by: control characters, both kinds of them, and those that turn the direction of
 * writing. Everything else is text, joiners inside of emoji included.
 */
const unprintable = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** One line as it can be printed, whoever wrote what is in it: `\u001b` stands for such a character, line breaks included. */
export function printable(line: string): string {
  return line.replace(unprintable, escaped);
}

/** A value as JSON that can be printed. What JSON itself doesn't escape is within strings, where it may be. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).split("\n").map(printable).join("\n");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
