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
/** By an invitation: its email is fixed, whatever the form says. */
export const invitedSignUpSchema = (invited: string) =>
  signUpSchema.extend({ email: z.preprocess(() => invited, z.string()) });
export const forgotPasswordSchema = z.object({ email: userEmail });
export const resetPasswordSchema = z.object({ password });
