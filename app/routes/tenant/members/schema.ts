import { z } from "zod";
import { roleNames } from "#app/domain/membership/permissions.ts";

export const roleSchema = z.object({ role: z.enum(roleNames, { error: "Choose a role." }) });
