import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRow } from "./csv.ts";

test("a row ends with CRLF, texts are quoted, and nothing is an empty cell", () => {
  expect(csvRow([1, "a", null, ""])).toBe('1,"a",,""\r\n');
});

test("quotes are doubled; commas, semicolons and line breaks stay inside their cell", () => {
  expect(csvRow(['say "hi"', "a,b;c", "two\r\nlines"])).toBe('"say ""hi""","a,b;c","two\r\nlines"\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\ta", "\ra", "\na", "＝1+1"])("%j is defused", (text) => {
  expect(csvRow([text])).toBe(`"'${text}"\r\n`);
});

test.each(["a=1", " =1", "'=1", "1-1", "ada@example.com"])("%j is harmless as it is", (text) => {
  expect(csvRow([text])).toBe(`"${text}"\r\n`);
});

/** As spreadsheets read: a quote opens a cell at its beginning only, and after the closing one all is text. */
function cellsOf(text: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let state: "beginning" | "quoted" | "text" = "beginning";
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const isQuote = character === '"';
    if (state === "quoted" && isQuote && text.charAt(at + 1) === '"') cell += text.charAt(++at);
    else if (state === "quoted" && isQuote) state = "text";
    else if (state === "beginning" && isQuote) state = "quoted";
    else if (state !== "quoted" && [separator, "\r", "\n"].includes(character)) {
      cells.push(cell);
      [cell, state] = ["", "beginning"];
    } else {
      cell += character;
      if (state === "beginning") state = "text";
    }
  }
  return [...cells, cell];
}

test.each([",", ";", "\t"])(
  "a reader that separates by %j finds no formula, whatever the texts",
  (separator) => {
    const character = fc.constantFrom(..."=-@＝;,\t\r\n\"' a");
    const texts = fc.array(fc.string({ unit: character, maxLength: 8 }), { maxLength: 3 });
    fc.assert(
      fc.property(texts, (texts) => {
        const cells = cellsOf(csvRow([1, ...texts]), separator);
        expect(cells.filter((cell) => /^[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  },
);

test("a list of dashes stays readable", () => {
  expect(csvRow(["To buy; soon:\n- milk, a-b"])).toBe('"To buy; soon:\n\'- milk, a-b"\r\n');
});
