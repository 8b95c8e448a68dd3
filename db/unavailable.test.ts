import { expect, test } from "vitest";
import { isUnavailable } from "./unavailable.ts";

const failure = (code: string) => Object.assign(new Error("no"), { code });

test("a database that is away, full or busy is one that may answer a moment later", () => {
  for (const code of [
    "08006",
    "53300",
    "57P01",
    "57P03",
    "57014",
    "55P03",
    "40P01",
    "ECONNREFUSED",
    "ECONNRESET",
  ]) {
    expect(isUnavailable(failure(code)), code).toBe(true);
  }
  expect(isUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
  expect(isUnavailable(new Error("no", { cause: failure("57P01") }))).toBe(true);
});

test("any other error of the database stays a bug", () => {
  for (const code of ["23505", "42P01", "42501", "22P02"])
    expect(isUnavailable(failure(code)), code).toBe(false);
  expect(isUnavailable("57P01")).toBe(false);
});
