import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Words that no build renames, each of a package or module that only the server needs. */
const ofServer = {
  kysely: /SelectQueryNode|selectFrom/,
  zod: /ZodObject/,
  "node:crypto": /node:crypto|\bcreateH(ash|mac)\b/,
  SQL: /tenant_id|control\.open_door/,
};

test("browsers are sent nothing that only the server needs", () => {
  const scripts = globSync("build/client/assets/*.js");
  expect(scripts.length).toBeGreaterThan(50);
  const found = scripts.flatMap((script) => {
    const text = readFileSync(script, "utf8");
    return Object.entries(ofServer).flatMap(([module, words]) =>
      words.test(text) ? [`${script} holds ${module}`] : [],
    );
  });
  expect(found).toEqual([]);
});
