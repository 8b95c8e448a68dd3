import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const assets = "build/client/assets";
/** Words that minifying leaves, each of a package or module that only the server needs. */
const ofServer = { kysely: "selectFrom", zod: "ZodObject", "node:crypto": /\bcreateH(ash|mac)\b/ };

test("browsers are sent nothing that only the server needs", () => {
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(50);
  const found = scripts.flatMap((name) => {
    const text = readFileSync(join(assets, name), "utf8");
    return Object.entries(ofServer).flatMap(([module, word]) =>
      text.search(word) === -1 ? [] : [`${name} holds ${module}`],
    );
  });
  expect(found).toEqual([]);
});
