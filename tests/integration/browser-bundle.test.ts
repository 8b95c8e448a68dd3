import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Each stands in a module of the server alone, and no build renames it. */
const serverOnly = ["SelectQueryNode", "node:crypto", "tenant_id", "control.open_door"];

test("browsers are sent nothing that only the server needs", () => {
  const scripts = globSync("build/client/assets/*.js");
  expect(scripts.length).toBeGreaterThan(10);
  const found = scripts.flatMap((script) => {
    const text = readFileSync(script, "utf8");
    return serverOnly.filter((word) => text.includes(word)).map((word) => `${script}: ${word}`);
  });
  expect(found).toEqual([]);
});
