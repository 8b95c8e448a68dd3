import { isSlug } from "#app/domain/tenant/slug.ts";

/** Takes the router's `.data` requests too. Null if the first segment can't be a slug. */
export function slugOf(path: string): string | null {
  const first = path.split("/", 2)[1] ?? "";
  const segment = first.endsWith(".data") ? first.slice(0, -5) : first;
  return isSlug(segment) ? segment : null;
}
