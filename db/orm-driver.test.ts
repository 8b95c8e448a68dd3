import { raw } from "@mikro-orm/core";
import { expect, test } from "vitest";
import { numbered } from "./orm-driver.ts";

const platform = { quoteIdentifier: (name: unknown) => `"${name}"` };

test("a statement's values travel apart from its text", () => {
  const text = 'update "t" set "a" = ?, "b" = b + 1 where ("id", ??) in ((?, ?)) and "c" in (?) and d \\? ?';
  const values = ["it's", "tenant_id", 1, null, ["x", "y"], "key"];
  expect(numbered(text, values, platform)).toEqual({
    sql: 'update "t" set "a" = $1, "b" = b + 1 where ("id", "tenant_id") in (($2, $3)) and "c" in ($4, $5) and d ? $6',
    parameters: ["it's", 1, null, "x", "y", "key"],
  });
});

test("a fragment of SQL stays what it is, and its own values travel apart", () => {
  expect(numbered("select ?, ?", [raw("lower(?)", ["A"]), 2], platform)).toEqual({
    sql: "select lower($1), $2",
    parameters: ["A", 2],
  });
});

test("a statement without values keeps its question marks", () => {
  expect(numbered("select '?' as mark", [], platform).sql).toBe("select '?' as mark");
});
