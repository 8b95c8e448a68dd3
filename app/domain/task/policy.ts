import type { Actor } from "#app/domain/membership/permissions.ts";
import { may } from "#app/domain/membership/permissions.ts";

export function mayChangeTasks({ role }: Actor, project: { isArchived: boolean }): boolean {
  return may(role, "task:write") && !project.isArchived;
}
