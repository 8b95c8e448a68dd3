import { InvalidArgumentError } from "commander";
import type { z } from "zod";
import { normalEmail } from "#app/domain/account/email.ts";
import { isSlug, reservedSlugs } from "#app/domain/tenant/slug.ts";

export function emailArgument(value: string): string {
  const email = normalEmail(value);
  if (!email) throw new InvalidArgumentError("It is not an email address.");
  return email;
}

/** Text as a form takes it: tidied, or refused in the same words. */
export function textArgument(field: z.ZodType<string>): (value: string) => string {
  return (value) => {
    const { success, data, error } = field.safeParse(value);
    if (!success) throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(" "));
    return data;
  };
}

export function newSlugArgument(value: string): string {
  if (reservedSlugs.has(value))
    throw new InvalidArgumentError("This slug is reserved for the product's own pages.");
  if (!isSlug(value)) {
    throw new InvalidArgumentError("A slug has 3 to 40 of a-z, 0-9 and hyphens, with no hyphen at an end.");
  }
  return value;
}

export function countArgument(lowest: number, highest: number): (value: string) => number {
  return (value) => {
    const count = Number(value);
    if (!/^\d+$/.test(value) || count < lowest || count > highest) {
      throw new InvalidArgumentError(
        `Give a whole number from ${lowest} to ${highest.toLocaleString("en")}.`,
      );
    }
    return count;
  };
}
