import { randomBytes } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { plans } from "#app/domain/plan/plans.ts";
import { cookieOf, createSession, createTenant, createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

/** Behind a proxy, each test can be at an IP address of its own. */
const app = useApp({ RATE_LIMIT_OUTSIDER: "10", TRUST_PROXY: "1" });

const from = (address: string) => ({ "X-Forwarded-For": address });

let networks = 0;
/** In a network of its own. */
function newAddress(): Record<string, string> {
  networks += 1;
  return from(`198.${51 + (networks >> 8)}.${networks & 255}.7`);
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

const kinds: [kind: string, addressIn: (network: number, client: number) => string][] = [
  ["an IPv4 /24", (network, client) => `203.0.${network}.${client}`],
  ["an IPv6 /48", (network, client) => `2001:db8:${network}:${client.toString(16)}::1`],
];

describe.each(kinds)("the clients of %s", (_kind, addressIn) => {
  async function spendAll(network: number) {
    const seen = [];
    for (let client = 1; client <= 10; client++)
      seen.push(...(await statuses(10, () => app.visitor().get("/login", from(addressIn(network, client))))));
    return seen;
  }

  test("have ten shares together, and are refused without a query after that, and told which limit it is", async () => {
    expect(await spendAll(113)).not.toContain(429);
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    const { status, headers } = await app.visitor().get("/login", from(addressIn(113, 11)));
    expect([status, headers.get("ratelimit-policy")]).toEqual([429, '"network";q=100;w=60']);
    expect(headers.get("ratelimit")).toMatch(/^"network";r=0;t=\d+$/);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(asked).not.toHaveBeenCalled();
    expect((await app.visitor().get("/login", newAddress())).status).toBe(200);
  });

  test("leave it open to members", async () => {
    const ada = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { owner: ada });
    await spendAll(114);
    const near = from(addressIn(114, 11));
    expect((await app.visitor().get("/login", near)).status).toBe(429);
    const seen = await statuses(30, () => app.visitor(ada.cookie).get(`/${tenant.slug}`, near));
    expect(new Set(seen)).toEqual(new Set([200]));
  });

  test("can't cause many queries with made-up cookies", async () => {
    await spendAll(115);
    const asked = vi.spyOn(app.holds.database.appPool, "query");
    for (let client = 11; client <= 25; client++) {
      const near = from(addressIn(115, client));
      await statuses(20, () => app.visitor(unknownCookie()).get("/nobody-lives-here", near));
    }
    expect(asked).toHaveBeenCalledTimes(200);
  });

  test("lose nothing to one of them that goes on after its share is used up", async () => {
    await statuses(150, () => app.visitor().get("/login", from(addressIn(116, 1))));
    const seen = await statuses(10, () => app.visitor().get("/login", from(addressIn(116, 2))));
    expect(seen).not.toContain(429);
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
