/** Later names don't override earlier ones: CSS order decides. */
export function cn(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
