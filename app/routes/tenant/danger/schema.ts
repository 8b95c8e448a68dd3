import { z } from "zod";

/** The form that deletes a workspace: whoever sends it has typed its address. */
export function deletionSchema(slug: string) {
  const error = `Type ${slug} to confirm that it is this workspace you want to delete.`;
  return z.object({ confirmation: z.string({ error }).trim().pipe(z.literal(slug, { error })) });
}
