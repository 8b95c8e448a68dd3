import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exportedBy, sources } from "./harness/sources.ts";

test("one word for one thing: no name is exported by two files", () => {
  const homes = new Map<string, Set<string>>();
  for (const file of ["app", "db", "cli"].flatMap(sources))
    for (const name of exportedBy(readFileSync(file, "utf8")))
      homes.set(name, (homes.get(name) ?? new Set()).add(file));
  expect(homes.size).toBeGreaterThan(500);
  const twice = [...homes].filter(([, files]) => files.size > 1);
  expect(twice.map(([name, files]) => `${name}: ${[...files].join(", ")}`)).toEqual([]);
});
