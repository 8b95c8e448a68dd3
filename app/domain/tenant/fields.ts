import { z } from "zod";
import { shortText } from "#app/base/text-field.ts";
import { reservedSlugs, slugForm } from "./slug.ts";

export const slugField = z
  .string({ error: "Choose an address." })
  .trim()
  .min(1, { error: "Choose an address.", abort: true })
  .regex(slugForm, {
    error: "Use 3 to 40 small letters, digits and hyphens, with no hyphen at either end.",
    abort: true,
  })
  .refine((slug) => !reservedSlugs.has(slug), {
    error: "Rowhouse keeps this address for itself. Choose another one.",
  });

export const slugTaken = "This address is taken, or was once. Choose another one.";

export const tenantName = shortText({ label: "name", max: 100 });
