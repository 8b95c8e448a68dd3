import { expect, test } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();

test("a page comes whole: with its data for the browser, and nothing left to wait for", async () => {
  const ada = await createUser(app.db.admin);
  const tenant = await createTenant(app.db.admin, { owner: ada });
  await createProject(app.db.admin, { tenant, by: ada, name: "Ünïcode 🏠 </script>" });
  const { text, headers } = await app.visitor(ada.cookie).get(`/${tenant.slug}/projects`, {
    "Accept-Encoding": "identity",
  });
  expect(headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  expect(text.match(/streamController\.enqueue\(/g)).toHaveLength(1);
  expect(text.match(/streamController\.close\(/g)).toHaveLength(1);
  // React's mark of a boundary that is pending or has failed.
  expect(text).not.toMatch(/<!--\$[?!]-->/);
  expect(text).toContain("Ünïcode 🏠 &lt;/script&gt;");
});
