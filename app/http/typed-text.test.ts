import { expect, test } from "vitest";
import { typedText } from "./typed-text.ts";

test("what people wrote is shown, ten times as much as a field takes, and nothing else of the form", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({
    as: "1",
    id: "2",
    version: "3",
    title: "Nails",
    description: " ",
  }))
    form.set(name, value);
  form.set("body", "x".repeat(200_000));
  form.set("password", "owl lamp river");
  form.set("__proto__", "x");
  expect(typedText(form)).toEqual([
    { label: "Title", text: "Nails" },
    { label: "Comment", text: "x".repeat(100_000) },
  ]);
  expect(typedText(null)).toEqual([]);
});
