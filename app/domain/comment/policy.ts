import type { Actor } from "#app/domain/membership/permissions.ts";
import { isAtLeast, may } from "#app/domain/membership/permissions.ts";

/** In an archived project everything rests, conversations too. */
export function mayComment({ role }: Actor, project: { isArchived: boolean }): boolean {
  return may(role, "comment:write") && !project.isArchived;
}

/** One's own; admins may take away anybody's. */
export function mayDeleteComment({ role, user }: Actor, { authorId }: { authorId: string }): boolean {
  return isAtLeast(role, "admin") || (may(role, "comment:write") && authorId === user.id);
}
