import { expect, test } from "vitest";
import { reservedSlugs } from "#app/domain/tenant/slug.ts";
import routes from "./routes.ts";

test("no tenant can take the URL of a page: the first segment of every route is reserved", () => {
  const first = routes.flatMap(({ path = "" }) => (/^[a-z]/.test(path) ? [path.split("/")[0] ?? ""] : []));
  expect(first.length).toBeGreaterThan(5);
  expect(first.filter((segment) => !reservedSlugs.has(segment))).toEqual([]);
});
