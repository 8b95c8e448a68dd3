import { z } from "zod";
import { userEmail, userName } from "#app/domain/account/fields.ts";

/** Taken as it is, spaces included; what makes a good one is for app/domain/account/password-rules.ts to say. */
const password = z.string({ error: "Enter a password." });

/** Anything at all: safeRedirect() makes of it what can be used. */
const redirectTo = z.unknown().optional();

export const signInSchema = z.object({
  email: userEmail,
  password: z.string({ error: "Enter your password." }),
  redirectTo,
});
export const signUpSchema = z.object({
  name: userName,
  email: userEmail,
  password,
  redirectTo,
});
/** By an invitation: its address is fixed, whatever the form says. */
export const invitedSignUpSchema = (invited: string) =>
  signUpSchema.extend({ email: z.preprocess(() => invited, z.string()) });
export const forgotPasswordSchema = z.object({ email: userEmail });
export const resetPasswordSchema = z.object({ password });
export const profileSchema = z.object({ name: userName });
export const changeAddressSchema = z.object({
  email: userEmail,
  currentPassword: z.string({ error: "Enter your current password." }),
});
export const changePasswordSchema = z.object({
  currentPassword: z.string({ error: "Enter your current password." }),
  password: z.string({ error: "Enter a new password." }),
});
/** A session's id, or `others` for all but the one that asks. */
export const endSessionSchema = z.object({
  end: z.union([z.uuid(), z.literal("others")], { error: "Choose what to end." }),
});
