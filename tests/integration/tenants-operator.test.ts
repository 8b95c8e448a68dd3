import { beforeAll, describe, expect, it } from "vitest";
import { readAsOperator } from "#db/operator.ts";
import { createTenant, createUser, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let operator: TestUser;
let owner: TestUser;

const pages = ["/operator", "/operator/users", "/operator/mails", "/operator/jobs", "/operator/health"];

beforeAll(async () => {
  operator = await createUser(app.db.admin, { name: "Olive Operator", isOperator: true });
  owner = await createUser(app.db.admin);
  for (let i = 0; i < 60; i++) {
    await createTenant(app.db.admin, { owner }, { slug: `house-${i}`, name: `House ${i}` });
  }
});

describe("the operator's pages", () => {
  it("don't exist for others", async () => {
    const visitor = app.visitor(owner.cookie);
    const unknown = await visitor.get("/operator/unknown-page");
    for (const page of pages) {
      const answer = await visitor.get(page);
      expect([page, answer.status, answer.text]).toEqual([page, 404, unknown.text]);
    }
  });

  it("ask those who aren't signed in to do so", async () => {
    expect((await app.visitor().get("/operator")).location).toBe("/login?redirectTo=%2Foperator");
  });

  it.each(pages)("open for an operator: %s", async (page) => {
    expect((await app.visitor(operator.cookie).get(page)).status).toBe(200);
  });

  it("list tenants of all owners, page by page", async () => {
    const visitor = app.visitor(operator.cookie);
    const [first, second, beyond] = await Promise.all(
      ["?page=1", "?page=2", "?page=999"].map((query) => visitor.get(`/operator${query}`)),
    );
    expect(first?.text).toContain("House 59");
    expect(first?.text).not.toContain("House 3<");
    expect(second?.text).toContain("House 3<");
    expect(beyond?.text).toContain("House 3<");
  });

  it("show the last page of users past the end, and say so if none is found", async () => {
    const visitor = app.visitor(operator.cookie);
    expect((await visitor.get("/operator/users?page=999")).text).toContain("@example.test");
    const none = await visitor.get("/operator/users?q=nothing-like-it&page=9");
    expect(none.text).toContain("Nobody has this in their name or email.");
  });

  it("find by part of a name or slug, and answer every query", async () => {
    const visitor = app.visitor(operator.cookie);
    const found = await visitor.get("/operator?q=HOUSE-4");
    expect(found.text).toContain("House 42");
    expect(found.text).not.toContain("House 55");
    for (const query of ["q=%25", "q=a%00b", "q=%ff", "q=\\", "page=-1", "page=1e99", "__proto__=1"]) {
      expect([query, (await visitor.get(`/operator?${query}`)).status]).toEqual([query, 200]);
    }
  });

  it("say what waits in the queue and what failed", async () => {
    await app.db.admin.query("select graphile_worker.add_job('deliver-mail', '{}')");
    await app.db.admin.query(
      `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'Mailbox on fire'`,
    );
    const { text } = await app.visitor(operator.cookie).get("/operator/jobs");
    expect(text).toContain("Mailbox on fire");
    expect(text).toContain("deliver-mail");
  });
});

describe("reading across tenants", () => {
  it("is refused to a user who is not an operator", async () => {
    const entry = { database: app.holds.database, user: { isOperator: false } };
    await expect(readAsOperator(entry, async () => 1)).rejects.toThrow("Only an operator");
  });

  it("can't change anything", async () => {
    const entry = { database: app.holds.database, user: { isOperator: true } };
    const write = readAsOperator(entry, (tx) => tx.rows("delete from control.switches"));
    await expect(write).rejects.toThrow(/read-only transaction/);
  });
});
