/** Pages of ours. A test compares them with the first segment of every route. */
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

export const reservedSlugs: ReadonlySet<string> = new Set([...pages, ...kept]);

export const slugForm = /^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/;

export function isSlug(segment: string): boolean {
  return slugForm.test(segment) && !reservedSlugs.has(segment);
}

/** A name has at most 100 characters, each at most two of the units that `slice` counts. */
const longestName = 200;

/** Empty if nothing of the name can stay. */
export function slugFromName(name: string): string {
  return name
    .slice(0, longestName)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-|-$/g, "");
}
