import { z } from "zod";
import { roleNames } from "#app/policies/permissions.ts";

export const roleSchema = z.object({ role: z.enum(roleNames, { error: "Choose a role." }) });
