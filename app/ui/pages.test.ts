import { expect, test } from "vitest";
import { pageRange } from "./pages.ts";

test("the first of several pages has only a next one", () => {
  expect(pageRange({ page: 1, pageSizeRows: 20, total: 45 })).toEqual({
    pageCount: 3,
    firstRow: 1,
    lastRow: 20,
    previous: null,
    next: 2,
  });
});

test("the last page ends with the last row", () => {
  expect(pageRange({ page: 3, pageSizeRows: 20, total: 45 })).toMatchObject({
    firstRow: 41,
    lastRow: 45,
    next: null,
  });
});

test("a full last page is not followed by an empty one", () => {
  expect(pageRange({ page: 2, pageSizeRows: 20, total: 40 })).toMatchObject({ pageCount: 2, next: null });
});

test("a page beyond the end is the last one, one below the first is the first", () => {
  expect(pageRange({ page: 99, pageSizeRows: 20, total: 45 })).toMatchObject({ firstRow: 41, previous: 2 });
  expect(pageRange({ page: -1, pageSizeRows: 20, total: 45 })).toMatchObject({ firstRow: 1, previous: null });
});

test("an empty list is one page without rows", () => {
  expect(pageRange({ page: 1, pageSizeRows: 20, total: 0 })).toMatchObject({
    pageCount: 1,
    firstRow: 0,
    lastRow: 0,
  });
});
