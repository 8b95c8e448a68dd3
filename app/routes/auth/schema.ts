import { z } from "zod";
import { userEmail, userName } from "#app/domain/account/fields.ts";

/** Taken as typed, spaces included; app/domain/account/password-rules.ts judges it. */
const password = z.string({ error: "Enter a password." });

/** Anything: `safeRedirect` decides what of it can be used. */
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
/** The invitation's email counts, whatever the form says. */
export const invitedSignUpSchema = (invited: string) =>
  signUpSchema.extend({ email: z.preprocess(() => invited, z.string()) });
export const forgotPasswordSchema = z.object({ email: userEmail });
export const resetPasswordSchema = z.object({ password });
