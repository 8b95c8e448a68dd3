import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();

test("a member gets in, an outsider gets the 404 of a slug that never existed", async () => {
  const [ada, eve] = [await createUser(app.db.admin), await createUser(app.db.admin)];
  const tenant = await createTenant(app.db.admin, { owner: ada });
  expect((await app.visitor(ada.cookie).get(`/${tenant.slug}`)).status).toBe(200);
  const foreign = await app.visitor(eve.cookie).get(`/${tenant.slug}`);
  const unknown = await app.visitor(eve.cookie).get("/never-existed");
  expect(foreign.status).toBe(404);
  expect(foreign.text).toBe(unknown.text);
});

test("one door answers for pages, for their data and for their headers alone", async () => {
  const [ada, eve] = [await createUser(app.db.admin), await createUser(app.db.admin)];
  const { slug } = await createTenant(app.db.admin, { owner: ada });
  for (const path of [`/${slug}`, `/${slug}.data`, `/${slug}/projects`, `/${slug}/projects.data`]) {
    for (const method of ["GET", "HEAD"]) {
      const statusFor = async ({ cookie }: TestUser) =>
        (await app.visitor(cookie).request(method, path)).status;
      expect([await statusFor(ada), await statusFor(eve)], `${method} ${path}`).toEqual([200, 404]);
    }
  }
});

test("the door is told nothing of a tenant that the user doesn't belong to", async () => {
  const [ada, eve] = [await createUser(app.db.admin), await createUser(app.db.admin)];
  const tenant = await createTenant(app.db.admin, { owner: ada });
  const told = async ({ session }: TestUser) => {
    const { rows } = await app.holds.database.appPool.query("select * from control.open_door($1, $2)", [
      session,
      tenant.slug,
    ]);
    return Object.keys(rows[0]).filter(
      (name) => /^(tenant|membership)_/.test(name) && rows[0][name] !== null,
    );
  };
  expect(await told(eve)).toEqual([]);
  expect(await told(ada)).toContain("tenant_name");
});

/** `fetch` would tidy the path first, as browsers do. */
function ask(path: string, cookie: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(app.origin);
    request({ hostname, port, path, headers: { Cookie: cookie } }, async (answer) =>
      resolve({ status: answer.statusCode, text: await text(answer) }),
    )
      .on("error", reject)
      .end();
  });
}

test("a path that names one tenant to the door and another to the router is the 404, even for a member of both", async () => {
  const ada = await createUser(app.db.admin);
  const [acme, globex] = [
    await createTenant(app.db.admin, { owner: ada }, { name: "Acme" }),
    await createTenant(app.db.admin, { owner: ada }, { name: "Globex" }),
  ];
  const unknown = await ask("/never-existed", ada.cookie);
  for (const up of ["..", "%2e%2e", ".%2E"]) {
    for (const rest of ["", "/projects", "/projects.data"]) {
      expect(await ask(`/${acme.slug}/${up}/${globex.slug}${rest}`, ada.cookie)).toEqual(unknown);
    }
  }
  expect((await ask(`/${acme.slug}/x/../projects`, ada.cookie)).status).toBe(200);
});
