/**
 * Whether a text has at most `max` characters, which are code points, as PostgreSQL counts them. It costs no more for a
 * longer text, so it can come before all that does.
 */
export function hasAtMost(text: string, max: number): boolean {
  // A code point takes one or two of the units that `length` counts.
  return text.length <= max || (text.length <= max * 2 && [...text].length <= max);
}
