import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { areas } from "./list.ts";
import { type Mutant, mutated, readSources } from "./mutant.ts";

const mutants = Object.values(areas).flatMap((area) => area.mutants);
const sources = await readSources(".");

test.each(mutants)("the place of a mutant is still there: $what", (mutant) => {
  const { path, text } = mutated(mutant, sources);
  expect(sources.find((source) => source.path === path)?.text).not.toBe(text);
});

test("the tests that must notice are there", () => {
  const files = globSync("{app,db,cli,tests}/**/*.test.{ts,tsx}");
  const named = Object.values(areas).flatMap(({ tests, mutants }) => [
    ...tests,
    ...mutants.flatMap((mutant) => mutant.tests ?? []),
  ]);
  expect(named.filter((name) => !files.some((file) => file.includes(name)))).toEqual([]);
});

test("each has a name of its own, and is argued for in the documents if it may live", async () => {
  expect(new Set(mutants.map(({ what }) => what)).size).toBe(mutants.length);
  const document = await readFile("docs/mutants.md", "utf8");
  const argued = mutants.filter(({ argued }) => argued).map(({ what }) => what);
  expect([...document.matchAll(/^- \*\*(.*)\*\*/gm)].map(([, what]) => what).sort()).toEqual(argued.sort());
});

test("a text that stands nowhere, or in two places, is refused", () => {
  const two = [
    { path: "app/one.ts", text: "a(b,\n  c) + d" },
    { path: "app/two.ts", text: "a(b, c)" },
  ];
  const mutant = (find: string): Mutant => ({ what: "it", find, replace: "$&" });
  expect(() => mutated(mutant("a(c)"), two)).toThrow("stands in 0 places");
  expect(() => mutated(mutant("a(b, c)"), two)).toThrow("stands in 2 places");
  expect(mutated(mutant("c) + d"), two)).toEqual({ path: "app/one.ts", text: "a(b,\n  $&" });
});
