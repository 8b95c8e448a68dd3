import { type Actor, isAtLeast, may } from "#app/domain/membership/permissions.ts";

export function mayCreateProject({ role }: Actor): boolean {
  return may(role, "project:write");
}

export function mayEditProject({ role }: Actor): boolean {
  return may(role, "project:write");
}

/** Archiving, restoring and deleting. */
export function mayRetireProject({ role, user }: Actor, { createdBy }: { createdBy: string }): boolean {
  return isAtLeast(role, "admin") || (may(role, "project:write") && createdBy === user.id);
}
