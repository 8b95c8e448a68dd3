import { defineEntity, p } from "@mikro-orm/core";
import { authored, owned } from "#db/owned.ts";

export const projects = defineEntity({
  name: "Project",
  tableName: "projects",
  schema: "tenant",
  properties: {
    ...owned,
    ...authored,
    name: p.string(),
    description: p.text().default(""),
    archivedAt: p.datetime().nullable(),
  },
});

export interface ProjectText {
  name: string;
  description: string;
}

export class Project extends projects.class {
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
projects.setClass(Project);
