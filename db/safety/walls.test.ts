import type { ClientBase } from "pg";
import { expect, test } from "vitest";
import { wallProblems } from "./walls.ts";

test("a PostgreSQL that finds no stored text as a subscript is refused", async () => {
  const answering = (isFound: boolean) =>
    ({
      query: async (sql: string) => ({
        rows: /pg_description/.test(sql) ? [{ isFound, version: "15.1" }] : [],
      }),
    }) as unknown as ClientBase;
  expect(await wallProblems(answering(true))).toEqual([]);
  expect(await wallProblems(answering(false))).toEqual([
    "PostgreSQL 15.1 would show a tenant none of its rows: update it, 15.3 is enough",
  ]);
});
