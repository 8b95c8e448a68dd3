import { expect, test } from "vitest";
import { z } from "zod";
import { longestText } from "#tests/harness/longest-text.ts";
import { safeRedirect } from "./base/safe-redirect.ts";
import { normalEmail } from "./domain/account/email.ts";
import { passwordProblem } from "./domain/account/password-rules.ts";
import { slugFromName } from "./domain/tenant/slug.ts";
import { searchOf } from "./routes/list-request.ts";

const texts = ["\u0301", "a", " a", "a@", "\r\n.", '"<', "%25", "🏠"].map((piece) =>
  `/a${piece.repeat(300_000)}a`.slice(0, 300_000),
);

const schemas = import.meta.glob<Record<string, unknown>>("./routes/**/*schema.ts", { eager: true });
const fields = Object.values(schemas).flatMap((exported) =>
  Object.entries(exported).flatMap(([schema, value]) =>
    value instanceof z.ZodObject
      ? Object.entries<z.ZodType>(value.shape).map(([name, field]) => ({ name: `${schema}.${name}`, field }))
      : [],
  ),
);

test("the fields of forms and queries are found", () => {
  const names = fields.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["signInSchema.email", "taskSchema.title", "auditQuery.by"]));
});

/** 10,000 characters of a description are at most 20,000 units of a string. */
const longestField = 20_000;

test.each(fields)("$name looks at the length of a text before anything else", async ({ field }) => {
  for (const text of texts)
    expect(await longestText(() => field.safeParse(text))).toBeLessThanOrEqual(longestField);
});

test.each<[what: string, longest: number, read: (text: string) => unknown]>([
  ["an email address", 508, normalEmail],
  ["a new password", 400, (text) => passwordProblem(text, { email: "ada@example.test", name: "Ada" })],
  ["where to go after signing in", 2_000, safeRedirect],
  ["the slug that is proposed for a name", 200, slugFromName],
  ["a search", 100, (text) => searchOf(new Request(`http://app.test/?q=${encodeURIComponent(text)}`))],
])("%s: at most %i units are taken apart", async (_what, longest, read) => {
  for (const text of texts) expect(await longestText(() => read(text))).toBeLessThanOrEqual(longest);
});
