import { expect, test } from "vitest";
import { createPerson, createTenant } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();

test("a member gets in, an outsider gets the 404 of an address that never existed", async () => {
  const [ada, eve] = [await createPerson(app.db.admin), await createPerson(app.db.admin)];
  const tenant = await createTenant(app.db.admin, { owner: ada });
  expect((await app.visitor(ada.cookie).get(`/${tenant.slug}`)).status).toBe(200);
  const foreign = await app.visitor(eve.cookie).get(`/${tenant.slug}`);
  const unknown = await app.visitor(eve.cookie).get("/never-existed");
  expect(foreign.status).toBe(404);
  expect(foreign.text).toBe(unknown.text);
});
