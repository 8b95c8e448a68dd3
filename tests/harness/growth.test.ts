import { expect, test } from "vitest";
import { hasAtMost } from "#app/base/text-length.ts";
import { families, familiesOf, type Read, steepestGrowth } from "./growth.ts";
import { callsIn, patternsIn, readersIn } from "./readers.ts";

test.each<[what: string, read: Read]>([
  ["a pattern that takes each character once", (text) => text.replace(/[\s\p{Cc}]+/gu, " ")],
  ["a password whose length is looked at first", (text) => hasAtMost(text, 200) && text.normalize("NFKC")],
  ["a reader that refuses everything", () => Promise.reject(new Error("no"))],
])("work that grows with the length is accepted: %s", async (_what, read) => {
  expect(await steepestGrowth(read, families)).toBeNull();
});

test.each<[what: string, read: Read]>([
  ["the password as it was once read, normalised before its length was looked at", asOnceRead],
  ["the same, after something was awaited", async (text) => asOnceRead(await Promise.resolve(text))],
  ["spaces at the end, looked for from each of them", (text) => /\s+$/.test(text)],
  ["a bracket that is never closed, looked for from each of them", (text) => text.match(/<[^>]*>/g)],
  ["lists within lists", (text) => /^(a+)+$/.test(text)],
  ["a list looked through for each of its entries", distinct],
])("work that grows faster is refused: %s", async (_what, read) => {
  expect(await steepestGrowth(read, families)).toMatch(
    /drawn out to \d+, costs \d+ times as much as a quarter$/,
  );
});

function asOnceRead(password: string): boolean {
  return hasAtMost(password.normalize("NFKC"), 200);
}

function distinct(text: string): string[] {
  const characters = [...text];
  return characters.filter((_, at) => !characters.includes("\u0002", at));
}

test("a pattern is drawn out at the places that only it knows", async () => {
  const pattern = /^rowhouse:(\w+;?)+!$/;
  const read = (text: string) => pattern.test(text);
  expect(await steepestGrowth(read, families)).toBeNull();
  expect(await steepestGrowth(read, familiesOf(pattern))).not.toBeNull();
});

const source = `
  export function read(given: string, { owner }: { owner: string }, max = 3) { return /a+$/u.test(given); }
  export const shown = async (page = "page", ...rest: readonly string[]) => page.split(/[?#]/);
  export function stored(tx: TenantReader, id: string) { return new RegExp(id); }
  export const sum = (one: number, other: number) => one + other;
  function inner(text: string) { return z.object({}); }
`;

test("functions that take a text, patterns and calls are found in a source", () => {
  expect(readersIn("planted.ts", source)).toEqual([
    { name: "read", types: ["string", "{ owner: string }", "untyped"] },
    { name: "shown", types: ["string", "readonly string[]"] },
  ]);
  expect(patternsIn("planted.ts", source).map(({ literal }) => literal)).toEqual(["/a+$/u", "/[?#]/"]);
  expect(callsIn("planted.ts", source)).toEqual(expect.arrayContaining(["z.object", "RegExp"]));
});
