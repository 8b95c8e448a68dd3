import { upTo } from "#app/base/number-text.ts";
import type { Actor } from "#app/domain/membership/permissions.ts";
import { mayEditProject, mayRetireProject } from "#app/domain/project/policy.ts";
import { countedTasks, type ProjectFacts, type ProjectRow } from "#app/domain/project/reads.ts";
import { projectText } from "#app/domain/project/table.ts";
import { mayChangeTasks } from "#app/domain/task/policy.ts";

/** Pages get what they show of a project, and nothing else. */

export function presentRow({ id, name, updatedAt, isArchived, openTasks }: ProjectRow) {
  return {
    id,
    name,
    updatedAt: updatedAt.toISOString(),
    isArchived,
    openTasks: upTo(countedTasks, openTasks),
  };
}

export function presentProject({ id, name, description, isArchived }: ProjectFacts) {
  return { id, name, description, isArchived };
}

export function presentProjectText(project: ProjectFacts) {
  return { ...projectText(project), version: project.version };
}

/** What a project's page offers. The actions ask the same. */
export function projectPermissions(actor: Actor, project: ProjectFacts) {
  return {
    edit: mayEditProject(actor),
    retire: mayRetireProject(actor, project),
    changeTasks: mayChangeTasks(actor, project),
  };
}
