import { z } from "zod";
import { shortText } from "#app/base/text-field.ts";
import { normalEmail } from "./email.ts";

export const userName = shortText({ label: "name", max: 100 });

export const userEmail = z.string({ error: "Enter your email address." }).transform((given, check) => {
  const normal = normalEmail(given);
  if (normal !== null) return normal;
  check.addIssue({ code: "custom", message: "Enter an email address, such as ada@example.com." });
  return z.NEVER;
});
