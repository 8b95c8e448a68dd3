import { randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { plans } from "#app/domain/plan/plans.ts";
import { cookieOf, createSession, createTenant, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

/** Behind a proxy, each test can be at an IP address of its own. */
const app = useApp({ RATE_LIMIT_OUTSIDER: "10", TRUST_PROXY: "1" });

let addresses = 0;
function newAddress(): Record<string, string> {
  addresses += 1;
  return { "X-Forwarded-For": `198.51.${addresses >> 8}.${addresses & 255}` };
}

async function statuses(count: number, ask: () => Promise<{ status: number }>): Promise<number[]> {
  const seen = [];
  for (let n = 0; n < count; n++) seen.push((await ask()).status);
  return seen;
}

const useUp = (from: Record<string, string>) => statuses(12, () => app.visitor().get("/login", from));

const unknownCookie = () => `rowhouse=${randomBytes(32).toString("base64url")}`;

describe("a client outside tenants", () => {
  test("is refused when its share is used up, without a query, and told when to come back", async () => {
    const from = newAddress();
    const visitor = app.visitor();
    expect(await statuses(10, () => visitor.get("/login", from))).not.toContain(429);
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    const { status, headers, text } = await visitor.get("/login", from);
    expect(status).toBe(429);
    expect(asked).not.toHaveBeenCalled();
    const seconds = Number(headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(headers.get("ratelimit")).toBe(`"client";r=0;t=${seconds}`);
    expect(headers.get("ratelimit-policy")).toBe('"client";q=10;w=60');
    expect(text).toContain("Too many requests");
  });

  test("doesn't pay for files", async () => {
    const from = newAddress();
    expect(await statuses(15, () => app.visitor().get("/assets/gone.js", from))).not.toContain(429);
  });

  test("counts as one with its whole IPv6 network", async () => {
    const visitor = app.visitor();
    let host = 0;
    const ask = () => visitor.get("/login", { "X-Forwarded-For": `2001:db8:7:7::${(++host).toString(16)}` });
    expect((await statuses(11, ask)).at(-1)).toBe(429);
  });

  test("can't cause many queries with made-up cookies", async () => {
    const from = newAddress();
    await statuses(11, () => app.visitor().get("/login", from));
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    const seen = await statuses(60, () => app.visitor(unknownCookie()).get("/nobody-lives-here", from));
    expect(new Set(seen)).toEqual(new Set([429]));
    expect(asked.mock.calls.length).toBeLessThanOrEqual(20);
  });

  test("asks the door once for a user who is no member, and is refused without a query after that", async () => {
    const [ada, eve] = [await createUser(app.db.admin), await createUser(app.db.admin)];
    const tenant = await createTenant(app.db.admin, { owner: ada });
    const from = newAddress();
    await useUp(from);
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    const seen = await statuses(25, () => app.visitor(eve.cookie).get(`/${tenant.slug}`, from));
    expect(new Set(seen)).toEqual(new Set([429]));
    expect(asked).toHaveBeenCalledTimes(1);
    // Enough of the queries for cookies not seen before is left to members.
    const { status } = await app.visitor(ada.cookie).get(`/${tenant.slug}`, from);
    expect(status).toBe(200);
  });
});

describe("a tenant", () => {
  test("has as many requests a minute as its plan says, spent by members together", async () => {
    const ada = await createUser(app.db.admin);
    const bob = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada, member: bob }, { plan: "free" });
    const from = newAddress();
    const visitors = [app.visitor(ada.cookie), app.visitor(bob.cookie)];
    let turn = 0;
    const ask = () => (visitors[turn++ % 2] ?? app.visitor()).get(`/${tenant.slug}/settings`, from);
    expect(await statuses(plans.free.requestsPerMinute, ask)).not.toContain(429);
    const { headers } = await app.visitor(ada.cookie).get(`/${tenant.slug}`, from);
    expect(headers.get("ratelimit-policy")).toBe('"tenant";q=100;w=60');
    expect((await ask()).status).toBe(429);
  });

  test("whose share is used up is refused without a query, and has its new limit soon after a change of plan", async () => {
    const ada = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada }, { plan: "free" });
    const ask = () => app.visitor(ada.cookie).get(`/${tenant.slug}/settings`, newAddress());
    await statuses(plans.free.requestsPerMinute, ask);
    expect((await ask()).status).toBe(429);
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    const refused = await ask();
    expect([refused.status, refused.headers.get("ratelimit-policy")]).toEqual([429, '"tenant";q=100;w=60']);
    expect(asked).not.toHaveBeenCalled();
    await app.db.admin.query("update control.tenants set plan = 'pro' where id = $1", [tenant.id]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 5_000 });
    try {
      expect((await ask()).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test("loses nothing of its share to outsiders, signed in or not", async () => {
    const ada = await createUser(app.db.admin);
    const eve = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada }, { plan: "free" });
    for (let n = 0; n < 30; n++) {
      const from = newAddress();
      await statuses(5, () => app.visitor(eve.cookie).get(`/${tenant.slug}`, from));
    }
    expect((await app.visitor(ada.cookie).get(`/${tenant.slug}`, newAddress())).status).toBe(200);
  });

  test("stays open to its members behind a client key whose share outsiders have used up", async () => {
    const ada = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada });
    const from = newAddress();
    await useUp(from);
    const cookies = [ada.cookie, cookieOf(await createSession(app.db.admin, ada.id))];
    for (const cookie of cookies) {
      const visitor = app.visitor(cookie);
      expect(new Set(await statuses(30, () => visitor.get(`/${tenant.slug}`, from)))).toEqual(new Set([200]));
    }
  });

  test("stays open behind it to its own members alone, who pay for other tenants as outsiders do", async () => {
    const [ada, bob] = [await createUser(app.db.admin), await createUser(app.db.admin)];
    const acme = await createTenant(app.db.admin, { owner: ada });
    const globex = await createTenant(app.db.admin, { owner: bob });
    const from = newAddress();
    await useUp(from);
    const visitor = app.visitor(ada.cookie);
    const seen = [acme, globex, acme, globex, acme].map(({ slug }) => `/${slug}`);
    expect(await statuses(seen.length, () => visitor.get(seen.shift() ?? "", from))).toEqual([
      200, 429, 200, 429, 200,
    ]);
  });

  test("stays open behind it to more members than there are queries for made-up cookies", async () => {
    const ada = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada });
    const from = newAddress();
    await useUp(from);
    const seen = await statuses(25, async () =>
      app.visitor(cookieOf(await createSession(app.db.admin, ada.id))).get(`/${tenant.slug}`, from),
    );
    expect(new Set(seen)).toEqual(new Set([200]));
  });
});
