import type { Actor } from "#app/domain/membership/permissions.ts";
import { mayRetireProject } from "#app/domain/project/policy.ts";
import { lockProject } from "#app/domain/project/project.ts";
import { type ProjectFacts, projectById } from "#app/domain/project/reads.ts";
import type { Project } from "#app/domain/project/table.ts";
import { forbidden, notFound } from "#app/routes/answers.ts";
import { requireId } from "#app/routes/params.ts";
import type { TenantReader, TenantWriter } from "#db/transaction.ts";

interface ProjectParams {
  projectId: string;
}

/** The path's project, to be shown. @throws the 404 */
export async function requireProject(tx: TenantReader, params: ProjectParams): Promise<ProjectFacts> {
  const project = await projectById.first(tx, { id: requireId(params.projectId) });
  if (!project) throw notFound();
  return project;
}

/** The path's project, to be changed: its row is locked until the transaction ends. @throws the 404 */
export async function requireLockedProject(tx: TenantWriter, params: ProjectParams): Promise<Project> {
  const project = await lockProject(tx, requireId(params.projectId));
  if (!project) throw notFound();
  return project;
}

/** The path's project, for the pages that ask before it is deleted or restored. @throws the 404, or the 403 */
export function requireProjectToRetire(tx: TenantReader, actor: Actor, params: ProjectParams) {
  return retirable(requireProject(tx, params), actor);
}

async function retirable<P extends { createdBy: string }>(found: Promise<P>, actor: Actor): Promise<P> {
  const project = await found;
  if (!mayRetireProject(actor, project)) throw forbidden();
  return project;
}
