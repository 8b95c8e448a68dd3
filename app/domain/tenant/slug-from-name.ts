/** A name has at most 100 characters, which are at most twice as many of the units that `slice` counts. */
const longestName = 200;

/** A slug to propose for a name; empty if nothing of it can stay. */
export function slugFromName(name: string): string {
  return name
    .slice(0, longestName)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}
