import { z } from "zod";
import { slugField, tenantName } from "#app/domain/tenant/fields.ts";

const hueField = z.coerce.number({ error: "Choose one of the colours." }).pipe(z.int().min(0).max(11));

export const settingsSchema = z.object({
  name: tenantName,
  // Only owners are asked for it.
  slug: slugField.optional(),
  /** The slug when the page was opened. Absent: the slug is meant as sent. */
  slugBefore: z.string().optional(),
  // A form without the choice keeps the colour that is shown now.
  hue: z.preprocess((given) => (given === "" ? undefined : given), hueField.optional()),
  version: z.coerce.number().pipe(z.int().min(1).max(2_147_483_647)),
});
