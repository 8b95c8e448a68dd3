import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sources } from "./harness/sources.ts";

/** React Router reads these from every route. */
const ofRoutes = new Set([
  "loader",
  "action",
  "headers",
  "meta",
  "handle",
  "shouldRevalidate",
  "ErrorBoundary",
]);

const exported =
  /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

test("one word for one thing: no name is exported by two files", () => {
  const homes = new Map<string, Set<string>>();
  for (const file of ["app", "db", "cli"].flatMap(sources))
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(exported))
      if (!ofRoutes.has(name)) homes.set(name, (homes.get(name) ?? new Set()).add(file));
  expect(homes.size).toBeGreaterThan(500);
  const twice = [...homes].filter(([, files]) => files.size > 1);
  expect(twice.map(([name, files]) => `${name}: ${[...files].join(", ")}`)).toEqual([]);
});
