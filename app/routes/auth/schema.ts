import { z } from "zod";
import { text } from "#app/base/text-field.ts";
import { normalEmail } from "#app/domain/account/email.ts";

/** In its normal form, as accounts keep it. */
const email = z.string({ error: "Enter your email address." }).transform((given, check) => {
  const normal = normalEmail(given);
  if (normal !== null) return normal;
  check.addIssue({ code: "custom", message: "Enter an email address, such as ada@example.com." });
  return z.NEVER;
});

/** Taken as it is, spaces included; what makes a good one is for app/domain/account/password-rules.ts to say. */
const password = z.string({ error: "Enter a password." });

/** Anything at all: safeRedirect() makes of it what can be used. */
const redirectTo = z.unknown().optional();

export const personName = text({ label: "name", max: 100 });

export const signInSchema = z.object({
  email,
  password: z.string({ error: "Enter your password." }),
  redirectTo,
});
export const signUpSchema = z.object({
  name: personName,
  email,
  password,
  redirectTo,
});
/** By an invitation: its address is fixed, whatever the form says. */
export const invitedSignUpSchema = (invited: string) =>
  signUpSchema.extend({ email: z.preprocess(() => invited, z.string()) });
export const forgotPasswordSchema = z.object({ email });
export const resetPasswordSchema = z.object({ password });
export const profileSchema = z.object({ name: personName });
export const changeAddressSchema = z.object({
  email,
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
