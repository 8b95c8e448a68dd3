import { expect, test } from "vitest";
import { csvRow } from "./csv.ts";

test("a row ends with CRLF, texts are quoted, and nothing is an empty cell", () => {
  expect(csvRow([1, "a", null, ""])).toBe('1,"a",,""\r\n');
});

test("quotes are doubled; commas, semicolons and line breaks stay inside their cell", () => {
  expect(csvRow(['say "hi"', "a,b;c", "two\r\nlines"])).toBe('"say ""hi""","a,b;c","two\r\nlines"\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"])("%j is defused", (text) => {
  expect(csvRow([text])).toBe(`"'${text}"\r\n`);
});

test.each(["a=1", " =1", "'=1", "1-1", "ada@example.com"])("%j is harmless as it is", (text) => {
  expect(csvRow([text])).toBe(`"${text}"\r\n`);
});
