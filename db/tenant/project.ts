import { defineEntity, p } from "@mikro-orm/core";
import { owned } from "./owned.ts";

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
    updatedAt: p
      .datetime()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
    archivedAt: p.datetime().nullable(),
  },
});

/** A piece of work with a beginning and an end. Archived projects keep everything and count for no limit. */
export class Project extends schema.class {
  get isArchived(): boolean {
    return this.archivedAt != null;
  }

  archive(): void {
    this.archivedAt ??= new Date();
  }

  restore(): void {
    this.archivedAt = null;
  }
}
schema.setClass(Project);
