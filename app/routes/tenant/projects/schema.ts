import { z } from "zod";
import { longText, shortText } from "#app/base/text-field.ts";
import { projectFilters } from "#app/domain/project/reads.ts";
import { newId } from "#app/routes/new-id.ts";

export const projectSchema = z.object({
  name: shortText({ label: "name", max: 100 }),
  description: longText({ label: "description", min: 0, max: 5_000 }),
});

export const newProjectSchema = projectSchema.extend({ id: newId });

export const projectEditSchema = projectSchema.extend({
  version: z.int({ error: "This form is incomplete. Load the page again." }),
});

export const archivedSchema = z.object({ archived: z.enum(["yes", "no"]) });

export const projectListQuery = z.object({
  status: z.enum(projectFilters).catch("active"),
});
