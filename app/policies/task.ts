import { may } from "./permissions.ts";
import type { Actor } from "./project.ts";

/** Adding, changing, moving and deleting tasks. In an archived project everything rests. */
export function mayChangeTasks({ role }: Actor, project: { isArchived: boolean }): boolean {
  return may(role, "task:write") && !project.isArchived;
}
