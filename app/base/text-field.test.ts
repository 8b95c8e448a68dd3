import { parseWithZod } from "@conform-to/zod/v4";
import { expect, test } from "vitest";
import { z } from "zod";
import { longText, shortText } from "./text-field.ts";

const schema = z.object({
  name: shortText({ label: "name", max: 5 }),
  about: longText({ label: "description", min: 0, max: 10 }),
});

function parse(fields: Record<string, string>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const submission = parseWithZod(form, { schema });
  return submission.status === "success" ? submission.value : submission.error;
}

test("text is trimmed and stays on one line", () => {
  expect(parse({ name: "  a\r\n b\t" })).toEqual({ name: "a b", about: "" });
});

test("long text keeps its lines, with one kind of line break", () => {
  expect(parse({ name: "a", about: " x\r\ny\rz\u2028\u0085." })).toEqual({
    name: "a",
    about: "x\ny\nz\n\n.",
  });
});

test("control characters become spaces, except the tabs and line breaks of long text", () => {
  const given = "\u001ba\u009b \u0007b\u007f";
  expect(parse({ name: given, about: given })).toEqual({ name: "a b", about: "a   b" });
  expect(parse({ name: "a\u2028\u2029b", about: "x\n\ty" })).toEqual({ name: "a b", about: "x\n\ty" });
});

test("spaces, joiners and the direction of writing are left as they are", () => {
  const given = "a  \u202e👩\u200d🌾";
  expect(shortText({ label: "name", max: 9 }).parse(given)).toBe(given);
});

test.each<Record<string, string>>([{}, { name: "" }, { name: "  " }, { name: "\u200b\u200f" }])(
  "a name that is missing or invisible is asked for: %j",
  (fields) => {
    expect(parse(fields)).toMatchObject({ name: ["Enter a name."] });
  },
);

test("length is counted in characters, not in halves of them", () => {
  expect(parse({ name: "🏠🏠🏠🏠🏠" })).toMatchObject({ name: "🏠🏠🏠🏠🏠" });
  expect(parse({ name: "abcdef" })).toEqual({ name: ["Keep the name to 5 characters or fewer."] });
});

test.each(["a\0", "a\ud800", "\udc00a"])("text that PostgreSQL can't store is refused", (name) => {
  expect(shortText({ label: "name", max: 5 }).safeParse(name).error?.issues[0]?.message).toMatch(
    "can't be stored",
  );
});

test("several values, or a file, in place of text are refused without a crash", () => {
  const form = new FormData();
  form.append("name", "a");
  form.append("name", "b");
  form.append("about", new File(["x"], "x.txt"));
  const { error } = parseWithZod(form, { schema }).reply();
  expect(error).toMatchObject({ name: ["Enter a name."], about: ["Enter a description."] });
});
