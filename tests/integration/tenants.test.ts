import { beforeAll, describe, expect, it, vi } from "vitest";
import { reservedSlugs } from "#app/domain/tenant/slug.ts";
import { recordSwitch } from "#app/domain/tenant/tenant.ts";
import { writeTenant } from "#db/transaction.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let bob: TestUser;

beforeAll(async () => {
  ada = await createUser(app.db.admin);
  bob = await createUser(app.db.admin, { name: "Bob Stone" });
});

describe("creating a workspace", () => {
  it("makes its founder the owner and leads there", async () => {
    const visitor = app.visitor(ada.cookie);
    const answer = await visitor.post("/new", { name: "  Founded  ", slug: "founded" });
    expect([answer.status, answer.location]).toEqual([302, "/founded"]);
    const { rows } = await app.db.admin.query(
      `select t.name, m.user_id as "userId", m.role from control.tenants t
       join control.memberships m on m.tenant_id = t.id where t.slug = 'founded'`,
    );
    expect(rows).toEqual([{ name: "Founded", userId: ada.id, role: "owner" }]);
    expect((await visitor.get("/founded")).status).toBe(200);
  });

  it("gives a slug to one of twenty who ask for it at once", async () => {
    const visitor = app.visitor(ada.cookie);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => visitor.post("/new", { name: "Race", slug: "the-race" })),
    );
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([302, ...Array(19).fill(400)]);
    const { rows } = await app.db.admin.query("select from control.tenants where slug = 'the-race'");
    expect(rows).toHaveLength(1);
  });

  it("ends at ten on the free plan, of many at once too, says why and keeps what was typed", async () => {
    const eve = await createUser(app.db.admin);
    const visitor = app.visitor(eve.cookie);
    const mine = "from control.memberships where user_id = $1 and role = 'owner'";
    const found = (number: number) =>
      visitor.post("/new", { name: `Number ${number}`, slug: `eves-${number}` });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, number) => found(number)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(302), ...Array(10).fill(402)]);
    const refused = answers.find(({ status }) => status === 402);
    expect(refused?.text).toContain("You own 10 workspaces on the free plan");
    expect(refused?.text).toContain('value="eves-');
    expect((await app.db.admin.query(`select ${mine}`, [eve.id])).rowCount).toBe(10);
    // Neither a slug nor anything else is left of those that were refused.
    expect((await app.db.admin.query("select from control.slugs where slug like 'eves-%'")).rowCount).toBe(
      10,
    );
    await app.db.admin.query(
      `update control.tenants set plan = 'pro' where id = (select tenant_id ${mine} limit 1)`,
      [eve.id],
    );
    expect((await found(20)).status).toBe(302);
  });

  it("explains a taken slug and keeps what was typed", async () => {
    await createTenant(app.db.admin, { owner: bob }, { slug: "taken-co" });
    const answer = await app.visitor(ada.cookie).post("/new", { name: "Mine & yours", slug: "taken-co" });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("This address is taken, or was once.");
    expect(answer.text).toContain('value="Mine &amp; yours"');
  });

  it.each(["operator", "login", "new", "assets", "www"])("refuses the reserved slug %s", async (slug) => {
    expect(reservedSlugs.has(slug)).toBe(true);
    const answer = await app.visitor(ada.cookie).post("/new", { name: "Reserved", slug });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("Rowhouse keeps this address for itself.");
  });

  it.each([
    { name: "", slug: "no-name" },
    { name: "x".repeat(101), slug: "too-long" },
    { name: "NUL\0", slug: "with-nul" },
    { name: "Short", slug: "ab" },
    { name: "Capital", slug: "Capital" },
    { name: "Hyphen", slug: "-hyphen" },
    { name: "Long", slug: "a".repeat(41) },
    { name: "Path", slug: "a/b/c" },
    { name: "NUL", slug: "a\0b" },
  ])("answers 400 to %j and creates nothing", async (fields) => {
    const count = async () => (await app.db.admin.query("select from control.tenants")).rowCount;
    const before = await count();
    expect((await app.visitor(ada.cookie).post("/new", fields)).status).toBe(400);
    expect(await count()).toBe(before);
  });

  it("proposes a slug where there are no scripts to do it", async () => {
    const answer = await app.visitor(ada.cookie).post("/new", { name: "Crème Works", slug: "" });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('value="creme-works"');
  });
});

describe("switching", () => {
  it("leads to the workspace and notes it", async () => {
    const tenant = await createTenant(app.db.admin, { owner: bob, member: ada });
    const answer = await app.visitor(ada.cookie).post("/switch", { tenant: tenant.slug });
    expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}`]);
    const { rows } = await app.db.admin.query(
      `select user_id as "userId" from control.switches where tenant_id = $1`,
      [tenant.id],
    );
    expect(rows).toEqual([{ userId: ada.id }]);
  });

  /** How often the audit logs say that somebody switched there. */
  async function noted(...tenants: TestTenant[]): Promise<number[]> {
    const counts = tenants.map(async ({ id }) => {
      const { rowCount } = await app.db.admin.query(
        "select from tenant.audit_events where tenant_id = $1 and verb = 'member.switched'",
        [id],
      );
      return rowCount ?? 0;
    });
    return Promise.all(counts);
  }

  async function neighbours(): Promise<[TestUser, TestTenant, TestTenant]> {
    const person = await createUser(app.db.admin);
    const create = () => createTenant(app.db.admin, { owner: bob, member: person });
    return [person, await create(), await create()];
  }

  it("to the workspace that one is in is noted once, however often and however many at once", async () => {
    const [person, acme] = await neighbours();
    const visitor = app.visitor(person.cookie);
    const go = () => visitor.post("/switch", { tenant: acme.slug });
    const answers = await Promise.all(Array.from({ length: 20 }, go));
    for (let again = 0; again < 5; again++) answers.push(await go());
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`))).toEqual(
      new Set([`302 /${acme.slug}`]),
    );
    expect(await noted(acme)).toEqual([1]);
  });

  it("waits for a switch of the same user that isn't committed yet", async () => {
    const [person, acme] = await neighbours();
    const entry = { database: app.holds.database, tenant: acme, ...asking(person) };
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = writeTenant(entry, async (tx) => {
      await recordSwitch(tx);
      begun.resolve();
      await held.promise;
    });
    await begun.promise;
    let isOver = false;
    const second = app
      .visitor(person.cookie)
      .post("/switch", { tenant: acme.slug })
      .finally(() => {
        isOver = true;
      });
    await vi.waitFor(async () => {
      const waiting = await app.db.admin.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      expect(isOver || waiting.rowCount === 1).toBe(true);
    }, 10_000);
    held.resolve();
    await first;
    expect((await second).location).toBe(`/${acme.slug}`);
    expect(await noted(acme)).toEqual([1]);
  });

  it("to another and back is noted each time, whatever other people do", async () => {
    const [person, acme, globex] = await neighbours();
    const visitor = app.visitor(person.cookie);
    for (const { slug } of [acme, acme, globex, globex, acme]) {
      await visitor.post("/switch", { tenant: slug });
      await app.visitor(bob.cookie).post("/switch", { tenant: globex.slug });
    }
    const own = "select from control.switches where tenant_id = $1 and user_id = $2";
    const counts = [acme, globex].map(({ id }) => app.db.admin.query(own, [id, person.id]));
    expect((await Promise.all(counts)).map(({ rowCount }) => rowCount)).toEqual([2, 1]);
    expect(await noted(acme, globex)).toEqual([2, 2]);
  });

  it("to the workspace that one was in an hour ago is noted again", async () => {
    const [person, acme] = await neighbours();
    const go = () => app.visitor(person.cookie).post("/switch", { tenant: acme.slug });
    await go();
    const toPast = "update control.switches set switched_at = now() - $2::interval where tenant_id = $1";
    await app.db.admin.query(toPast, [acme.id, "59 minutes"]);
    await go();
    expect(await noted(acme)).toEqual([1]);
    await app.db.admin.query(toPast, [acme.id, "61 minutes"]);
    await go();
    expect(await noted(acme)).toEqual([2]);
  });

  it("answers the same 404 for a foreign workspace, an unknown one and nonsense", async () => {
    const foreign = await createTenant(app.db.admin, { owner: bob });
    const visitor = app.visitor(ada.cookie);
    const answers = await Promise.all(
      [foreign.slug, "nobody-has-this", "a\0b", ""].map((tenant) => visitor.post("/switch", { tenant })),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(answer.text).toBe(answers[0]?.text);
    }
    const { rows } = await app.db.admin.query("select from control.switches where tenant_id = $1", [
      foreign.id,
    ]);
    expect(rows).toHaveLength(0);
  });

  it("takes no GET", async () => {
    expect((await app.visitor(ada.cookie).get("/switch")).location).toBe("/");
  });
});

describe("the theme", () => {
  it("is kept in a cookie and leads back, never to another site", async () => {
    const visitor = app.visitor();
    const answer = await visitor.post("/theme", { theme: "dark", redirectTo: "/login?x=1" });
    expect([answer.status, answer.location]).toEqual([302, "/login?x=1"]);
    expect(visitor.cookie).toContain("theme=dark");
    expect((await visitor.post("/theme", { theme: "dark", redirectTo: "//evil.test" })).location).toBe("/");
    await visitor.post("/theme", { theme: "<script>" });
    expect(visitor.cookie).toContain("theme=system");
  });
});

describe("the list of one's workspaces", () => {
  it("has one's own and no other", async () => {
    const person = await createUser(app.db.admin);
    await createTenant(app.db.admin, { viewer: person }, { name: "Zebra" });
    await createTenant(app.db.admin, { owner: person }, { name: "apple" });
    await createTenant(app.db.admin, { owner: bob }, { name: "Foreign house" });
    const { text } = await app.visitor(person.cookie).get("/");
    expect(text.indexOf("apple")).toBeGreaterThan(0);
    expect(text.indexOf("Zebra")).toBeGreaterThan(text.indexOf("apple"));
    expect(text).not.toContain("Foreign house");
  });
});
