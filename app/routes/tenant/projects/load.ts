import type { Actor } from "#app/domain/membership/permissions.ts";
import { mayRetireProject } from "#app/domain/project/policy.ts";
import { type ProjectFacts, projectById } from "#app/domain/project/reads.ts";
import { forbiddenResponse, notFoundResponse } from "#app/routes/responses.ts";
import type { TenantReader } from "#db/transaction.ts";

/** @throws the 404 */
export async function requireProject(tx: TenantReader, id: string): Promise<ProjectFacts> {
  const project = await projectById.first(tx, { id });
  if (!project) throw notFoundResponse();
  return project;
}

/** @throws the 404, or the 403 */
export async function requireProjectToRetire(
  tx: TenantReader,
  actor: Actor,
  id: string,
): Promise<ProjectFacts> {
  const project = await requireProject(tx, id);
  if (!mayRetireProject(actor, project)) throw forbiddenResponse();
  return project;
}
