/** Counts code points, as PostgreSQL does. A longer text costs no more, so this can come first. */
export function hasAtMost(text: string, max: number): boolean {
  return text.length <= max || (text.length <= max * 2 && [...text].length <= max);
}
