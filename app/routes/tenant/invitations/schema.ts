import { z } from "zod";
import { emailList } from "#app/domain/invitation/email-list.ts";
import { invitedRoles } from "#app/domain/invitation/policy.ts";

export const invitationSchema = z.object({
  email: emailList,
  role: z.enum(invitedRoles, { error: "Choose a role." }),
});

export const pendingSchema = z.object({ pending: z.enum(["yes", "no"]) });
