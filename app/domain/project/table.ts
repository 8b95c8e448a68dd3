import { defineEntity, p } from "@mikro-orm/core";
import { authored, owned } from "#db/entity-columns.ts";

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

/** What people write. */
export interface ProjectText {
  name: string;
  description: string;
}

/** These columns alone, whatever else the object has. */
export function projectText({ name, description }: ProjectText): ProjectText {
  return { name, description };
}

export class Project extends projects.class {
  rewrite(text: ProjectText, by: string): void {
    Object.assign(this, projectText(text), { updatedBy: by });
  }

  archive(by: string): void {
    if (!this.archivedAt) Object.assign(this, { archivedAt: new Date(), updatedBy: by });
  }

  restore(by: string): void {
    if (this.archivedAt) Object.assign(this, { archivedAt: null, updatedBy: by });
  }
}
projects.setClass(Project);
