/** Joins class names and skips what is false, null or empty. Later names do not override earlier ones: CSS order decides. */
export function cn(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
