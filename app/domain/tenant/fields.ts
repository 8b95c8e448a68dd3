import { z } from "zod";
import { text } from "#app/base/text-field.ts";
import { reservedSlugs, slugForm } from "./slug.ts";

/** A slug that a tenant may be given. Each way to be wrong has its own words. */
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

/** Of a slug that another tenant has, or had. */
export const slugTaken = "This address is taken, or was once. Choose another one.";

export const tenantName = text({ label: "name", max: 100 });
