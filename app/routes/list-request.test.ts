import { describe, expect, it } from "vitest";
import { listQuery, pageOf, searchOf } from "./list-request.ts";

const asked = (query: string) => new Request(`http://app.test/list?${query}`);

describe("the page a list request asks for", () => {
  it.each([
    ["", 1],
    ["page=3", 3],
    ["page=0", 1],
    ["page=-2", 1],
    ["page=1e9", 1],
    ["page=999999", 10_000],
    ["page=__proto__", 1],
  ])("%j is page %i", (query, page) => {
    expect(pageOf(asked(query))).toBe(page);
  });
});

describe("the search of a list request", () => {
  it("is trimmed and bounded", () => {
    expect(searchOf(asked("q=+acme+"))).toBe("acme");
    expect(searchOf(asked(`q=${"a".repeat(500)}`))).toHaveLength(100);
  });

  it("never holds text that the database refuses", () => {
    expect(searchOf(asked("q=a%00b"))).toBe("ab");
    expect(searchOf(asked(`q=${encodeURIComponent("😀".repeat(80))}`)).isWellFormed()).toBe(true);
  });
});

describe("the URL of a page of a list", () => {
  it("leaves out an empty search and the first page", () => {
    expect(listQuery({ q: "", page: 1 })).toBe("");
    expect(listQuery({ q: "a b", page: 2 })).toBe("?q=a+b&page=2");
  });
});
