import { z } from "zod";
import { hasAtMost } from "./text-length.ts";

interface TextBounds {
  /** As messages name it, in lower case. */
  label: string;
  /** Counted after trimming, as `max` is; 0 makes the field optional. */
  min?: number;
  max: number;
}

/** One line, trimmed; NUL and lone surrogates are refused. Characters are code points, as in PostgreSQL. */
export function shortText(bounds: TextBounds) {
  return bounded(bounds, (given) => given.replace(gap, asOneSpace).trim());
}

/** The whole gap is matched: a pattern for a control character within it would take quadratic time. */
const gap = /[\s\p{Cc}]+/gu;

function asOneSpace(between: string): string {
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(between) ? " " : between;
}

/** As `shortText`, for several lines: every line break becomes `\n`, and tabs stay. */
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
    // A character has at most two units: a surrogate pair, or a line break as browsers send it.
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

/** A name of only spaces, joiners or direction marks can't be seen or pressed. */
function isVisible(value: string): boolean {
  return /[^\p{C}\p{Z}\u115f\u1160\u3164\uffa0]/u.test(value);
}
