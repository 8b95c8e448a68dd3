import routes from "#app/routes.ts";

/** Addresses that are not routes of ours today but are served beside them, or that people would take for ours. */
const kept = [
  ...["assets", "favicon", "healthz", "readyz", "metrics", "static", "public", "well-known"],
  ...[
    "api",
    "app",
    "admin",
    "auth",
    "billing",
    "blog",
    "docs",
    "help",
    "invitations",
    "legal",
    "mail",
    "oauth",
  ],
  ...["pricing", "privacy", "root", "security", "settings", "status", "support", "terms", "webhooks", "www"],
];

/** Slugs that no tenant may have: the first segment of every route, and the ones kept back. */
export const reservedSlugs: ReadonlySet<string> = new Set([
  ...routes.flatMap((route) =>
    /^[a-z]/.test(route.path ?? "") ? [String(route.path).split("/")[0] ?? ""] : [],
  ),
  ...kept,
]);

/** 3 to 40 of `a-z0-9-`, no hyphen at an end. */
export const slugForm = /^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/;

/** Whether a path segment can name a tenant at all: 3 to 40 of `a-z0-9-`, no hyphen at an end, not reserved. */
export function isSlug(segment: string): boolean {
  return slugForm.test(segment) && !reservedSlugs.has(segment);
}
