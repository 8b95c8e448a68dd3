import { z } from "zod";
import { userEmail, userName } from "#app/domain/account/fields.ts";
import { slugField, tenantName } from "#app/domain/tenant/fields.ts";
import { newId } from "#app/routes/new-id.ts";

const currentPassword = z.string({ error: "Enter your current password." });

export const profileSchema = z.object({ name: userName });
export const changeEmailSchema = z.object({ email: userEmail, currentPassword });
export const changePasswordSchema = z.object({
  currentPassword,
  password: z.string({ error: "Enter a new password." }),
});
/** A session's id, or `others` for all but the one that asks. */
export const endSessionSchema = z.object({
  end: z.union([z.uuid(), z.literal("others")], { error: "Choose what to end." }),
});
export const newTenantSchema = z.object({ id: newId, name: tenantName, slug: slugField });
