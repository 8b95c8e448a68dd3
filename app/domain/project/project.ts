import { defineEntity, LockMode, p } from "@mikro-orm/core";
import type { Outcome } from "#app/domain/outcome.ts";
import * as outcome from "#app/domain/outcome.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import { owned } from "#db/owned.ts";
import type { TenantWriter } from "#db/transaction.ts";

const schema = defineEntity({
  name: "Project",
  tableName: "projects",
  schema: "tenant",
  properties: {
    ...owned,
    name: p.string(),
    description: p.text().default(""),
    createdBy: p.uuid(),
    createdAt: p.datetime().onCreate(() => new Date()),
    updatedBy: p.uuid().nullable(),
    updatedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    archivedAt: p.datetime().nullable(),
  },
});

/** What people write about a project. */
export interface ProjectText {
  name: string;
  description: string;
}

/** A piece of work with a beginning and an end. Archived projects keep everything and count for no limit. */
export class Project extends schema.class {
  rewrite({ name, description }: ProjectText, by: string): void {
    Object.assign(this, { name, description, updatedBy: by });
  }

  archive(by: string): void {
    if (!this.archivedAt) Object.assign(this, { archivedAt: new Date(), updatedBy: by });
  }

  restore(by: string): void {
    if (this.archivedAt) Object.assign(this, { archivedAt: null, updatedBy: by });
  }
}
schema.setClass(Project);

/** Creates a project of the acting member's, if the plan has room for it. */
export async function createProject(
  tx: TenantWriter,
  { name, description }: ProjectText,
): Promise<Outcome<{ id: string }>> {
  const reached = await limitReached(tx, tx.tenantId, "projects");
  if (reached) return outcome.overLimit(reached);
  const project = tx.em.create(Project, { name, description, createdBy: tx.userId });
  await tx.em.flush();
  return outcome.done({ id: project.id });
}

/** Brings a project back among the active ones, if the plan has room for it. */
export async function restoreProject(tx: TenantWriter, project: Project): Promise<Outcome> {
  const reached = project.archivedAt && (await limitReached(tx, tx.tenantId, "projects"));
  if (reached) return outcome.overLimit(reached);
  project.restore(tx.userId);
  return outcome.done();
}

/**
 * The project, with its row locked until the transaction ends, or null. Everything that changes a project, its tasks
 * or their order takes this lock first: what two people do at once happens one after the other, and never deadlocks.
 */
export function lockProject({ em }: TenantWriter, id: string): Promise<Project | null> {
  return em.findOne(Project, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
