import { z } from "zod";
import { hasAtMost } from "./text-length.ts";

interface TextBounds {
  /** What is entered, in lower case, as the messages name it: `name`, `task title`. */
  label: string;
  /** Fewest characters after trimming; 0 makes the field optional. */
  min?: number;
  /** Most characters after trimming. */
  max: number;
}

/**
 * One line of text: trimmed, line breaks and other control characters turned into spaces, within its bounds, and storable
 * (no NUL, no lone surrogate). An absent field is an empty one. Characters are code points, as PostgreSQL counts them.
 */
export function text(bounds: TextBounds) {
  return bounded(bounds, (given) => given.replace(gap, asOneSpace).trim());
}

/** What may hold a control character, taken whole: looking for one inside it would cost the square of its length. */
const gap = /[\s\p{Cc}]+/gu;

function asOneSpace(between: string): string {
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(between) ? " " : between;
}

/** As `text`, for several lines; line breaks come out as `\n`, whatever the browser sent, and tabs stay. */
export function longText(bounds: TextBounds) {
  return bounded(bounds, (given) =>
    given
      .replace(/\r\n?|[\u0085\p{Zl}\p{Zp}]/gu, "\n")
      .replace(/(?![\n\t])\p{Cc}/gu, " ")
      .trim(),
  );
}

function bounded({ label, min = 1, max }: TextBounds, tidy: (given: string) => string) {
  const article = /^[aeiou]/i.test(label) ? "an" : "a";
  const tooShort =
    min <= 1 ? `Enter ${article} ${label}.` : `Use at least ${min} characters for the ${label}.`;
  const tooLong = `Keep the ${label} to ${max.toLocaleString("en")} characters or fewer.`;
  const schema = z
    .string({ error: tooShort })
    .trim()
    // A character comes as two units at most: a surrogate pair, or the line break that a browser sends.
    .refine((given) => given.length <= max * 2, { error: tooLong, abort: true })
    .refine((given) => given.isWellFormed() && !given.includes("\0"), {
      error: `The ${label} has characters that can't be stored. Type it again.`,
      abort: true,
    })
    .transform(tidy)
    .refine((value) => min === 0 || isVisible(value), { error: tooShort, abort: true })
    .refine((value) => [...value].length >= min, { error: tooShort, abort: true })
    .refine((value) => hasAtMost(value, max), { error: tooLong });
  return min === 0 ? schema.prefault("") : schema;
}

/** Spaces, joiners and direction marks alone would make a name that can't be seen or pressed. */
function isVisible(value: string): boolean {
  return /[^\p{C}\p{Z}\u115f\u1160\u3164\uffa0]/u.test(value);
}
