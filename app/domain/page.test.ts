import { expect, test } from "vitest";
import { readPage } from "./page.ts";

const letters = ["a", "b", "c", "d", "e"];

function pageOf(page: number, of = letters) {
  const asked: number[] = [];
  const found = readPage({
    page,
    pageSizeRows: 2,
    count: async () => ({ total: of.length }),
    async list(offset) {
      asked.push(offset);
      return of.slice(offset, offset + 2);
    },
  });
  return found.then(({ rows, page, total }) => ({ rows, page, total, asked }));
}

test("a page is its rows and the total", async () => {
  expect(await pageOf(2)).toEqual({ rows: ["c", "d"], page: 2, total: 5, asked: [2] });
  expect(await pageOf(3)).toEqual({ rows: ["e"], page: 3, total: 5, asked: [4] });
});

test("past the end the last page is given, and of nothing the first", async () => {
  expect(await pageOf(9)).toEqual({ rows: ["e"], page: 3, total: 5, asked: [16, 4] });
  expect(await pageOf(4, letters.slice(0, 4))).toEqual({
    rows: ["c", "d"],
    page: 2,
    total: 4,
    asked: [6, 2],
  });
  expect(await pageOf(9, [])).toEqual({ rows: [], page: 1, total: 0, asked: [16] });
});
