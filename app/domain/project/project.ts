import { defineEntity, LockMode, p } from "@mikro-orm/core";
import { owned } from "#db/owned.ts";
import type { TenantTransaction } from "#db/transaction.ts";

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

  /** Brings it back among the active ones. They are limited by the plan: ask `limitReached` before. */
  restore(by: string): void {
    if (this.archivedAt) Object.assign(this, { archivedAt: null, updatedBy: by });
  }
}
schema.setClass(Project);

/** Adds a project of the acting person's. The plan limits them: ask `limitReached` before, in the same transaction. */
export function addProject({ em, userId }: TenantTransaction, { name, description }: ProjectText): Project {
  return em.create(Project, { name, description, createdBy: userId });
}

/**
 * The project, with its row locked until the transaction ends, or null. Everything that changes a project, its tasks
 * or their order takes this lock first: what two people do at once happens one after the other, and never deadlocks.
 */
export function lockProject({ em }: TenantTransaction, id: string): Promise<Project | null> {
  return em.findOne(Project, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}
