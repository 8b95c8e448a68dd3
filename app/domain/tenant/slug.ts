/** Slugs: their form, those that no tenant may have, and the one to propose for a name. */

/** Pages of ours. A test holds them against the routes: the first segment of every route is here. */
const pages = [
  ...["account", "forgot-password", "invitations", "login", "logout", "new", "operator"],
  ...["reset-password", "signup", "switch", "theme", "verify-email"],
];

/** What is served beside the pages, and what people would take for ours. */
const kept = [
  ...["assets", "favicon", "healthz", "readyz", "metrics", "static", "public", "well-known"],
  ...["api", "app", "admin", "auth", "billing", "blog", "docs", "help", "legal", "mail", "oauth"],
  ...["pricing", "privacy", "root", "security", "settings", "status", "support", "terms", "webhooks", "www"],
];

/** Slugs that no tenant may have. */
export const reservedSlugs: ReadonlySet<string> = new Set([...pages, ...kept]);

/** 3 to 40 of `a-z0-9-`, no hyphen at an end. */
export const slugForm = /^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/;

/** Whether a path segment can name a tenant at all: 3 to 40 of `a-z0-9-`, no hyphen at an end, not reserved. */
export function isSlug(segment: string): boolean {
  return slugForm.test(segment) && !reservedSlugs.has(segment);
}

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
