import { LockMode } from "@mikro-orm/core";
import type { Actor } from "#app/domain/membership/permissions.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import type { TenantWriter } from "#db/transaction.ts";
import { mayRetireProject } from "./policy.ts";
import { Project, type ProjectText } from "./table.ts";

/** Creates a project of the acting member's, if the plan has room for it. */
export async function createProject(
  tx: TenantWriter,
  { name, description }: ProjectText,
): Promise<Outcome<{ id: string }>> {
  const reached = await limitReached(tx, "projects");
  if (reached) return outcome.overLimit(reached);
  const project = tx.em.create(Project, { name, description, createdBy: tx.userId });
  await tx.em.flush();
  return outcome.done({ id: project.id });
}

/** A project's text, and the version it was read at. */
export interface ProjectEdit extends ProjectText {
  version: number;
}

/** Writes another text over a project's, unless it was changed since `version`. */
export async function rewriteProject(
  tx: TenantWriter,
  id: string,
  { name, description, version }: ProjectEdit,
): Promise<Outcome<undefined, never, ProjectEdit>> {
  const project = await lockProject(tx, id);
  if (!project) return outcome.notFound;
  if (project.version !== version) return outcome.stale(textOf(project));
  project.rewrite({ name, description }, tx.userId);
  return outcome.done();
}

function textOf({ name, description, version }: Project): ProjectEdit {
  return { name, description, version };
}

/** Archives a project: it keeps everything, and counts for no limit. */
export function archiveProject(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome> {
  return retire(tx, actor, id, async (project) => {
    project.archive(tx.userId);
    return outcome.done();
  });
}

/** Brings a project back among the active ones, if the plan has room for it. */
export function restoreProject(tx: TenantWriter, actor: Actor, id: string): Promise<Outcome> {
  return retire(tx, actor, id, async (project) => {
    const reached = project.archivedAt && (await limitReached(tx, "projects"));
    if (reached) return outcome.overLimit(reached);
    project.restore(tx.userId);
    return outcome.done();
  });
}

/** Deletes a project, its tasks and their comments. */
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

/**
 * The project, with its row locked until the transaction ends, or null. Everything that changes a project, its tasks
 * or their order takes this lock first: what two people do at once happens one after the other, and never deadlocks.
 */
export function lockProject({ em }: TenantWriter, id: string): Promise<Project | null> {
  return em.findOne(Project, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
