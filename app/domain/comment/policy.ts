import type { Actor } from "#app/domain/membership/permissions.ts";
import { isAtLeast, may } from "#app/domain/membership/permissions.ts";

export function mayComment({ role }: Actor, project: { isArchived: boolean }): boolean {
  return may(role, "comment:write") && !project.isArchived;
}

export function mayDeleteComment({ role, user }: Actor, { authorId }: { authorId: string }): boolean {
  return isAtLeast(role, "admin") || (may(role, "comment:write") && authorId === user.id);
}
