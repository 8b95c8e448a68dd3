import { expect, test } from "vitest";
import { closedIn } from "#app/ui/error-text.ts";
import { suspendTenant } from "#tests/factories/closures.ts";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
const uncached = "private, no-store";

test("a user whose session ended under an open page comes back to the page, not to its data; a form stays", async () => {
  for (const path of [
    "/acme-x/projects.data?_routes=routes%2Ftenant%2Fprojects%2Findex&q=a",
    "/acme-x/projects.data?q=a",
  ]) {
    const { text } = await app.visitor().get(path);
    expect(text).toContain("/login?redirectTo=%2Facme-x%2Fprojects%3Fq%3Da");
  }
  const { status, text } = await app.visitor().post("/acme-x/projects/new.data", { name: "Porch" });
  expect([status, text]).toEqual([401, "signed-out"]);
});

test("an old slug leads members to the page under the new one, and no browser keeps that redirect", async () => {
  const ada = await createUser(app.db.admin);
  const tenant = await createTenant(app.db.admin, { owner: ada }, { slug: "before-it" });
  await app.db.admin.query("insert into control.slugs (slug, tenant_id) values ('after-it', $1)", [
    tenant.id,
  ]);
  await app.db.admin.query("update control.tenants set slug = 'after-it' where id = $1", [tenant.id]);
  const visitor = app.visitor(ada.cookie);
  const page = await visitor.get("/before-it/projects?q=a");
  expect([page.status, page.location]).toEqual([301, "/after-it/projects?q=a"]);
  expect(page.headers.get("cache-control")).toBe(uncached);
  expect((await visitor.post("/before-it/projects/new")).status).toBe(308);
  expect((await visitor.get("/before-it/projects.data")).text).toContain('"/after-it/projects"');
});

test("a suspended tenant's page says so and why, and shows its owner the way to billing", async () => {
  const [ada, bob] = [await createUser(app.db.admin), await createUser(app.db.admin)];
  const tenant = await createTenant(app.db.admin, { owner: ada, member: bob });
  await suspendTenant(app.db.admin, tenant, "The bill of May <script>");
  const forOwner = await app.visitor(ada.cookie).get(`/${tenant.slug}`);
  const forMember = await app.visitor(bob.cookie).get(`/${tenant.slug}`);
  for (const { status, text, headers } of [forOwner, forMember]) {
    expect(status).toBe(403);
    expect(text).toContain("This workspace is suspended");
    expect(text).toContain("The bill of May &lt;script&gt;");
    expect(headers.get("cache-control")).toBe(uncached);
  }
  expect(forOwner.text).toContain(`/${tenant.slug}/billing`);
  expect(forMember.text).not.toContain(`/${tenant.slug}/billing`);
  const data = await app.visitor(bob.cookie).get(`/${tenant.slug}.data`);
  expect([data.status, data.headers.get("content-type"), data.headers.get("x-content-type-options")]).toEqual(
    [403, "text/plain; charset=utf-8", "nosniff"],
  );
  expect(closedIn(data.text)).toEqual({
    closure: { status: "suspended", reason: "The bill of May <script>" },
  });
});

test("refusals by role and by method keep their headers", async () => {
  const ada = await createUser(app.db.admin);
  const tenant = await createTenant(app.db.admin, { viewer: ada });
  const byRole = await app.visitor(ada.cookie).get(`/${tenant.slug}/settings`);
  expect([byRole.status, byRole.headers.get("cache-control")]).toEqual([403, uncached]);
  const byMethod = await app.visitor(ada.cookie).post(`/${tenant.slug}/billing`);
  expect([byMethod.status, byMethod.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});
