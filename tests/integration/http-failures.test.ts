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
  await app.db.admin.query(`
    alter table tenant.projects add check (tenant_id <> '${tenant.id}') not valid;
    alter table control.tenants add check (id <> '${tenant.id}') not valid`);
});

describe("an unexpected failure", () => {
  it.each(["projects/new", "settings"])("is a page with the request's id: %s", async (path) => {
    const fields = { name: "Porch", hue: "3", version: "1" };
    const { status, headers, text } = await app.visitor(owner.cookie).post(`/${tenant.slug}/${path}`, fields);
    expect([status, headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
    expect(text).toContain(`<code>${headers.get("x-request-id")}</code>`);
    expect(text).toContain("What you did may not have been saved.");
    expect(text).not.toContain("constraint");
  });

  it("is such a page when a page was asked for, too", async () => {
    await app.db.admin.query("alter view entered.tasks rename to tasks_away");
    const { status, headers, text } = await app.visitor(owner.cookie).get(`/${tenant.slug}`);
    await app.db.admin.query("alter view entered.tasks_away rename to tasks");
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

describe("in a workspace whose audit log is damaged", () => {
  const damages: [what: string, sql: string][] = [
    ["its end is gone", "delete from tenant.audit_heads where tenant_id = $1"],
    ["its end is too early", "update tenant.audit_heads set length = 0 where tenant_id = $1"],
  ];

  it.each(damages)("a change is refused in words, and can be sent again: %s", async (_what, sql) => {
    const tenant = await createTenant(app.db.admin, { owner });
    const visitor = app.visitor(owner.cookie);
    const { rows: undamaged } = await app.db.admin.query(
      "select tenant_id, length, hash, at from tenant.audit_heads where tenant_id = $1",
      [tenant.id],
    );
    await app.db.admin.query(sql, [tenant.id]);
    for (const suffix of ["", ".data"]) {
      const { status, text } = await visitor.post(`/${tenant.slug}/projects/new${suffix}`, { name: "Porch" });
      expect(status).toBe(423);
      expect(text).toContain("The audit log of this workspace is damaged");
      expect(text).toContain("nothing was saved. Tell the operator of this installation.");
      expect(text).toContain("To send again what you typed, reload this page.");
    }
    const { rows } = await app.db.admin.query("select from tenant.projects where tenant_id = $1", [
      tenant.id,
    ]);
    expect(rows).toEqual([]);
    expect((await visitor.get(`/${tenant.slug}/projects`)).status).toBe(200);
    await app.db.admin.query("delete from tenant.audit_heads where tenant_id = $1", [tenant.id]);
    await app.db.admin.query(
      "insert into tenant.audit_heads (tenant_id, length, hash, at) values ($1, $2, $3, $4)",
      Object.values(undamaged[0]),
    );
    expect((await visitor.post(`/${tenant.slug}/projects/new`, { name: "Porch" })).status).toBe(302);
  });

  it("the switcher lets members in", async () => {
    const damaged = await createTenant(app.db.admin, { owner });
    await app.db.admin.query("delete from tenant.audit_heads where tenant_id = $1", [damaged.id]);
    const { status, location } = await app.visitor(owner.cookie).post("/switch", { tenant: damaged.slug });
    expect([status, location]).toEqual([302, `/${damaged.slug}`]);
  });
});
