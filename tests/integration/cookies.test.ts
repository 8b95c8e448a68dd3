import { expect, test } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Visitor } from "#tests/harness/visitor.ts";

const site = "https://app.example.test";
const app = useApp({ APP_URL: site });

/** As a browser behind a proxy that ends TLS. Keeps each Set-Cookie header in `set`. */
function browser(cookie: string, set: string[]): Visitor {
  const inner = app.visitor(cookie);
  return {
    ...inner,
    async post(path, fields) {
      const answer = await inner.post(path, fields, { Origin: site });
      set.push(...answer.headers.getSetCookie());
      return answer;
    },
    async get(path) {
      const answer = await inner.get(path);
      set.push(...answer.headers.getSetCookie());
      return answer;
    },
  };
}

test("with https every cookie is secure and can be set by this host alone, and works", async () => {
  const owner = await createUser(app.db.admin);
  const tenant = await createTenant(app.db.admin, { owner });
  const set: string[] = [];
  const visitor = browser(`__Host-${owner.cookie}`, set);

  await visitor.post("/theme", { theme: "dark" });
  expect((await visitor.get(`/${tenant.slug}`)).text).toContain('data-theme="dark"');

  const created = await visitor.post(`/${tenant.slug}/projects/new`, { name: "Porch" });
  await visitor.post(`${created.location}/archived`, { archived: "yes" });
  expect((await visitor.get(`${created.location}`)).text).toContain("The project is archived.");
  expect((await visitor.get(`${created.location}`)).text).not.toContain("The project is archived.");

  await visitor.post("/logout");
  expect((await visitor.get("/account")).status).toBe(302);

  const ada = { name: "Ada Byron", email: "ada@example.test", password: "owl lamp river" };
  expect((await browser("", set).post("/signup", ada)).status).toBe(302);

  const names = set.map((header) => header.split("=")[0]);
  expect(new Set(names)).toEqual(new Set(["__Host-theme", "__Host-flash", "__Host-rowhouse"]));
  // What browsers ask of the prefix: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie
  for (const header of set) {
    const attributes = header.toLowerCase().split("; ").slice(1);
    expect(attributes, header).toEqual(
      expect.arrayContaining(["path=/", "httponly", "samesite=lax", "secure"]),
    );
    expect(header).not.toMatch(/domain=/i);
  }
});

test("a cookie that another host could have set is not read", async () => {
  const owner = await createUser(app.db.admin);
  const visitor = app.visitor(`${owner.cookie}; theme=dark`);
  const { status, text } = await visitor.get("/login");
  expect([status, text.includes('data-theme="dark"')]).toEqual([200, false]);
  expect((await visitor.get("/account")).status).toBe(302);
});
