import { LockMode } from "@mikro-orm/core";
import type { Actor } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { mayRetireProject } from "./policy.ts";
import { Project, type ProjectText, projectText } from "./table.ts";

/** With an `id` and a text that the user has created a project with, it does nothing more. */
export async function createProject(
  tx: TenantWriter,
  { id, ...text }: ProjectText & { id?: string },
): Promise<Outcome<{ id: string }>> {
  // Under the lock of the tenant's row, so that of two calls with one id the second finds the first one's.
  const reached = await limitReached(tx, "projects");
  const same = id && (await tx.em.findOne(Project, { id }));
  if (same && same.createdBy === tx.userId && outcome.isSame(projectText(same), projectText(text)))
    return outcome.done({ id: same.id });
  if (reached) return outcome.overLimit(reached);
  const project = tx.em.create(Project, {
    ...(id && !same && { id }),
    ...projectText(text),
    createdBy: tx.userId,
  });
  await tx.em.flush();
  return outcome.done({ id: project.id });
}

export interface ProjectEdit extends ProjectText {
  version: number;
}

export async function rewriteProject(
  tx: TenantWriter,
  id: string,
  { version, ...text }: ProjectEdit,
): Promise<Outcome<undefined, never, ProjectEdit>> {
  const project = await lockProject(tx, id);
  if (!project) return outcome.notFound;
  if (project.version !== version)
    return outcome.staleUnlessSame({ ...projectText(project), version: project.version }, text);
  project.rewrite(text, tx.userId);
  return outcome.done();
}

export function archiveProject(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome> {
  return retire(tx, actor, id, async (project) => {
    project.archive(tx.userId);
    return outcome.done();
  });
}

export function restoreProject(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome> {
  return retire(tx, actor, id, async (project) => {
    const reached = project.archivedAt && (await limitReached(tx, "projects"));
    if (reached) return outcome.overLimit(reached);
    project.restore(tx.userId);
    return outcome.done();
  });
}

/** Its tasks and their comments go with it. */
export function deleteProject(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome> {
  return retire(tx, actor, id, async (project) => {
    tx.em.remove(project);
    return outcome.done();
  });
}

async function retire(
  tx: TenantWriter,
  actor: Actor,
  id: string,
  write: (project: Project) => Promise<Outcome>,
): Promise<Outcome> {
  const project = await lockProject(tx, id);
  if (!project) return outcome.notFound;
  return mayRetireProject(actor, project) ? write(project) : outcome.forbidden;
}

/** Take this lock before changing a project, its tasks, their order or comments: calls take turns, without deadlock. */
export function lockProject({ em }: TenantWriter, id: string): Promise<Project | null> {
  return em.findOne(Project, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
