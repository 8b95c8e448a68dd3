import { beforeAll, describe, expect, it } from "vitest";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let owner: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin);
  tenant = await createTenant(app.db.admin, { owner });
  // Every change in it now fails as if by a bug.
  await app.db.admin.query("delete from tenant.audit_heads where tenant_id = $1", [tenant.id]);
});

describe("an unexpected failure", () => {
  it.each(["projects/new", "settings"])("is a page with the request's id: %s", async (path) => {
    const fields = { name: "Porch", hue: "3", version: "1" };
    const { status, headers, text } = await app.visitor(owner.cookie).post(`/${tenant.slug}/${path}`, fields);
    expect([status, headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
    expect(text).toContain(`<code>${headers.get("x-request-id")}</code>`);
    expect(text).toContain("What you did may not have been saved.");
    expect(text).not.toContain("damaged");
  });

  it("is such a page when a page was asked for, too", async () => {
    await app.db.admin.query("alter table tenant.tasks rename to tasks_away");
    const { status, headers, text } = await app.visitor(owner.cookie).get(`/${tenant.slug}`);
    await app.db.admin.query("alter table tenant.tasks_away rename to tasks");
    expect([status, headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
    expect(text).toContain(`<code>${headers.get("x-request-id")}</code>`);
  });

  it("is the id alone for the router, which makes a page of it", async () => {
    const visitor = app.visitor(owner.cookie);
    const { status, headers, text } = await visitor.post(`/${tenant.slug}/projects/new.data`, {
      name: "Porch",
    });
    expect([status, text]).toEqual([500, headers.get("x-request-id")]);
  });
});

it.each(["/switch", "/theme", "/logout"])(
  "a form that can't be read is refused with a page: %s",
  async (path) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const visitor = app.visitor(owner.cookie);
    const answer = await visitor.request("POST", path, { body: "tenant=%ff", headers });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
    expect(answer.text).toContain("This request isn&#x27;t right");
  },
);

it("the switcher lets members into a workspace whose audit log is damaged", async () => {
  const { status, location } = await app.visitor(owner.cookie).post("/switch", { tenant: tenant.slug });
  expect([status, location]).toEqual([302, `/${tenant.slug}`]);
});
