import { z } from "zod";
import { pageNumber } from "#app/routes/params.ts";
import { longText, text } from "#app/routes/text-field.ts";
import { projectFilters } from "#db/queries/projects.ts";

export const projectSchema = z.object({
  name: text({ label: "name", max: 100 }),
  description: longText({ label: "description", min: 0, max: 5_000 }),
});

export const projectEditSchema = projectSchema.extend({
  version: z.int({ error: "This form is incomplete. Load the page again." }),
});

export const projectListQuery = z.object({
  q: text({ label: "search", min: 0, max: 100 }).catch(""),
  status: z.enum(projectFilters).catch("active"),
  page: pageNumber,
});
