import { expect, test } from "vitest";
import { migrationFor, nextNumber } from "./new-migration.ts";

test("the next migration comes after the last", () => {
  expect(nextNumber(["0001_people.sql", "0011_work.sql", "README.md"])).toBe("0012");
  expect(nextNumber([])).toBe("0001");
});

test("a noun gets its table with the tenant in its key, and the wall", () => {
  const sql = migrationFor("invoice");
  expect(sql).toContain("create table tenant.invoices (");
  expect(sql).toContain("primary key (tenant_id, id)");
  expect(sql).toContain("select control.raise_wall('tenant.invoices');");
});
