import { z } from "zod";

export function deletionSchema(slug: string) {
  const error = `Type ${slug} to confirm that it is this workspace you want to delete.`;
  return z
    .object({ deleted: z.enum(["yes", "no"]), confirmation: z.string().trim().optional() })
    .refine(({ deleted, confirmation }) => deleted === "no" || confirmation === slug, {
      error,
      path: ["confirmation"],
    });
}

export function transferSchema(slug: string) {
  const error = `Type ${slug} to confirm that it is this workspace you want to hand over.`;
  return z.object({ userId: z.uuid({ error: "Choose who it will be." }), confirmation: typed(slug, error) });
}

export const transferQuery = z.object({ to: z.string().catch("") });

function typed(slug: string, error: string) {
  return z.string({ error }).trim().pipe(z.literal(slug, { error }));
}
