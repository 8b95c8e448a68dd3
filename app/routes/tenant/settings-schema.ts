import { z } from "zod";
import { slugField, tenantName } from "#app/domain/tenant/fields.ts";

const doorHue = z.coerce.number({ error: "Choose one of the colours." }).pipe(z.int().min(0).max(11));

export const settingsSchema = z.object({
  name: tenantName,
  // Only owners are asked for it.
  slug: slugField.optional(),
  /** What it was when the page was opened. Absent: whatever is sent is meant. */
  slugBefore: z.string().optional(),
  // A form without the choice keeps the colour that follows from the tenant's id.
  doorHue: z.preprocess((given) => (given === "" ? undefined : given), doorHue.optional()),
  version: z.coerce.number().pipe(z.int().min(1).max(2_147_483_647)),
});
