import { beforeAll, describe, expect, it, vi } from "vitest";
import { hueOfId } from "#app/domain/tenant/hue.ts";
import { changeSettings } from "#app/domain/tenant/tenant.ts";
import { writeTenant } from "#db/transaction.ts";
import { deleteTenant } from "#tests/factories/closures.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { notFoundIfNotEntered } from "#tests/harness/outcomes.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  admin = await createUser(app.db.admin, { name: "Adam Admin" });
  stranger = await createUser(app.db.admin, { name: "Sten Stranger" });
});

const createHouse = (slug?: string) => createTenant(app.db.admin, { owner, admin }, { slug, name: "House" });

async function rowOf({ id }: TestTenant): Promise<{ name: string; slug: string; version: number }> {
  const { rows } = await app.db.admin.query("select name, slug, version from control.tenants where id = $1", [
    id,
  ]);
  return rows[0];
}

async function save(tenant: TestTenant, fields: Record<string, string>, person = owner) {
  const { name, slug, version } = await rowOf(tenant);
  const form = { name, hue: String(hueOfId(tenant.id)), version: String(version), ...fields };
  return app.visitor(person.cookie).post(`/${slug}/settings`, form);
}

const randomSlug = () => `r-${crypto.randomUUID().slice(0, 13)}`;

describe("an owner who gives the workspace another slug", () => {
  it("is led there, and told that old links keep working", async () => {
    const tenant = await createHouse();
    const slug = randomSlug();
    const visitor = app.visitor(owner.cookie);
    const form = { name: "New house", slug, hue: "3", version: "1" };
    const answer = await visitor.post(`/${tenant.slug}/settings`, form);
    expect([answer.status, answer.location]).toEqual([302, `/${slug}/settings`]);
    const page = await visitor.get(`/${slug}/settings`);
    expect(page.text).toContain(`This workspace is at /${slug} now. Links to /${tenant.slug} keep working.`);
    expect(page.text).toContain(`Also found at: /${tenant.slug}`);
    expect(page.text).toContain("<title>Settings · New house</title>");
    expect(await rowOf(tenant)).toEqual({ name: "New house", slug, version: 2 });
  });

  it("leaves one note in the audit log, of the name and the slug", async () => {
    const tenant = await createHouse();
    const slug = randomSlug();
    await save(tenant, { name: "Other", slug });
    const { rows } = await app.db.admin.query(
      "select before, after from tenant.audit_events where tenant_id = $1 and verb = 'workspace.renamed'",
      [tenant.id],
    );
    expect(rows).toEqual([
      {
        before: { name: "House", slug: tenant.slug },
        after: { name: "Other", slug },
      },
    ]);
  });

  it("may go back to a slug that the workspace had, and forth again", async () => {
    const tenant = await createHouse();
    const slug = randomSlug();
    for (const next of [slug, tenant.slug, slug]) {
      expect((await save(tenant, { slug: next })).location).toBe(`/${next}/settings`);
    }
    expect((await app.visitor(owner.cookie).get(`/${tenant.slug}`)).location).toBe(`/${slug}`);
  });

  it("is refused a malformed or reserved slug, and one that another workspace has or had, and keeps the typed text", async () => {
    const [tenant, other] = [await createHouse(), await createTenant(app.db.admin, { owner: stranger })];
    const had = other.slug;
    await save(other, { slug: randomSlug() }, stranger);
    const taken = (await rowOf(other)).slug;
    const cases: [string, string][] = [
      [taken, "This address is taken, or was once."],
      [had, "This address is taken, or was once."],
      ["login", "Rowhouse keeps this address for itself."],
      ["Big", "Use 3 to 40 small letters, digits and hyphens"],
      ["-a-", "Use 3 to 40 small letters, digits and hyphens"],
      ["", "Choose an address."],
    ];
    for (const [slug, words] of cases) {
      const answer = await save(tenant, { name: "Typed name", slug });
      expect([slug, answer.status]).toEqual([slug, 400]);
      expect(answer.text).toContain(words);
      expect(answer.text).toContain('value="Typed name"');
      expect(answer.text).toContain(`value="${slug}"`);
    }
    expect(await rowOf(tenant)).toEqual({ name: "House", slug: tenant.slug, version: 1 });
  });

  it("is told with 409 that another change was quicker, and takes no slug in vain", async () => {
    const tenant = await createHouse();
    const [theirs, mine] = [randomSlug(), randomSlug()];
    const visitor = app.visitor(owner.cookie);
    const sent = { name: "House", hue: "1", version: "1" };
    await visitor.post(`/${tenant.slug}/settings`, { ...sent, slug: theirs });
    const answer = await visitor.post(`/${theirs}/settings`, { ...sent, slug: mine });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain(`dir="auto">${theirs}</dd>`);
    expect(answer.text).toContain(`value="${mine}"`);
    const { rowCount } = await app.db.admin.query("select from control.slugs where slug = $1", [mine]);
    expect(rowCount).toBe(0);
  });

  it("who changed only the name on a page from before the move doesn't move it back", async () => {
    const tenant = await createHouse();
    const moved = randomSlug();
    const visitor = app.visitor(owner.cookie);
    const opened = { hue: "1", version: "1", slugBefore: tenant.slug };
    await visitor.post(`/${tenant.slug}/settings`, { ...opened, name: "House", slug: moved });
    const answer = await visitor.post(`/${moved}/settings`, { ...opened, name: "Home", slug: tenant.slug });
    expect(answer.status).toBe(409);
    expect(answer.text).toMatch(
      new RegExp(`name="slug"[^>]*value="${moved}"|value="${moved}"[^>]*name="slug"`),
    );
    const again = { ...opened, version: "2", slugBefore: moved, name: "Home", slug: moved };
    expect((await visitor.post(`/${moved}/settings`, again)).location).toBe(`/${moved}/settings`);
  });
});

describe("an admin", () => {
  it("reads the slug, and why they can't change it", async () => {
    const tenant = await createHouse();
    const { text } = await app.visitor(admin.cookie).get(`/${tenant.slug}/settings`);
    expect(text).toContain("Only an owner can change it.");
    expect(text).not.toContain('name="slug"');
  });

  it("who sends another slug all the same gets 403, and nothing changes", async () => {
    const tenant = await createHouse();
    for (const slug of [randomSlug(), "login", ""]) {
      expect((await save(tenant, { name: "Forged", slug }, admin)).status).toBe(403);
    }
    expect(await rowOf(tenant)).toEqual({ name: "House", slug: tenant.slug, version: 1 });
    expect((await save(tenant, { name: "Fine", slug: tenant.slug }, admin)).status).toBe(302);
    expect((await save(tenant, { name: "Finer" }, admin)).status).toBe(302);
  });
});

it("a change of slug is decided by the role at that moment, not by the one that the door saw", async () => {
  const tenant = await createHouse();
  const move = (user: TestUser) =>
    writeTenant({ database: app.holds.database, tenant, ...asking(user) }, (tx) =>
      changeSettings(tx, { name: "House", slug: randomSlug(), hue: null, version: 1 }),
    ).catch(notFoundIfNotEntered);
  expect([await move(admin), await move(stranger)]).toMatchObject([
    { kind: "forbidden" },
    { kind: "not-found" },
  ]);
  expect(await rowOf(tenant)).toEqual({ name: "House", slug: tenant.slug, version: 1 });
});

describe("a slug that was given up", () => {
  it("leads members on, with the rest of the path, the query and the method", async () => {
    const tenant = await createHouse();
    const slug = randomSlug();
    await save(tenant, { slug });
    const visitor = app.visitor(admin.cookie);
    const old = `/${tenant.slug}`;
    expect(await visitor.get(`${old}/projects?q=a%20b&status=all`)).toMatchObject({
      status: 301,
      location: `/${slug}/projects?q=a%20b&status=all`,
    });
    expect(await visitor.post(`${old}/projects/new`, { name: "Kept" })).toMatchObject({
      status: 308,
      location: `/${slug}/projects/new`,
    });
    expect((await visitor.get(old)).headers.get("cache-control")).toContain("no-store");
    const data = await visitor.get(`${old}/projects.data?q=x`);
    expect(data.text).toContain(`/${slug}/projects?q=x`);
  });

  it("is the 404 to outsiders, and the sign-in page to those signed out", async () => {
    const tenant = await createHouse();
    await save(tenant, { slug: randomSlug() });
    const others = app.visitor(stranger.cookie);
    const unknown = await others.get("/never-existed");
    for (const answer of [
      await others.get(`/${tenant.slug}`),
      await others.post(`/${tenant.slug}/settings`),
    ]) {
      expect([answer.status, answer.text]).toEqual([404, unknown.text]);
    }
    const signedOut = await app.visitor().get(`/${tenant.slug}/projects`);
    expect(signedOut.location).toBe(`/login?redirectTo=%2F${tenant.slug}%2Fprojects`);
  });

  it("is followed by the switcher, for members alone", async () => {
    const tenant = await createHouse();
    const slug = randomSlug();
    await save(tenant, { slug });
    const answer = await app.visitor(admin.cookie).post("/switch", { tenant: tenant.slug });
    expect([answer.status, answer.location]).toEqual([302, `/${slug}`]);
    expect((await app.visitor(stranger.cookie).post("/switch", { tenant: tenant.slug })).status).toBe(404);
    await deleteTenant(app.db.admin, tenant);
    const deleted = await app.visitor(admin.cookie).post("/switch", { tenant: tenant.slug });
    expect([deleted.status, deleted.location]).toEqual([302, `/${slug}`]);
    expect((await app.visitor(stranger.cookie).post("/switch", { tenant: slug })).status).toBe(404);
  });
});

describe("at the same instant", () => {
  async function waiting(): Promise<number> {
    const { rowCount } = await app.db.admin.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return rowCount ?? 0;
  }

  it("one of many workspaces gets a slug, whether it moves to it or begins with it", async () => {
    const visitor = app.visitor(owner.cookie);
    for (let round = 0; round < 10; round++) {
      const slug = randomSlug();
      const houses = await Promise.all(Array.from({ length: 10 }, () => createHouse()));
      // A transaction takes the slug, lets them all wait for it, and rolls back.
      const holder = await app.db.admin.connect();
      await holder.query("begin");
      await holder.query("insert into control.slugs (slug, tenant_id) values ($1, $2)", [
        slug,
        houses[0]?.id,
      ]);
      const answers = Promise.all([
        ...houses.map((house) => save(house, { slug })),
        ...houses.map(() => visitor.post("/new", { name: "Founded", slug })),
      ]);
      await vi.waitFor(async () => expect(await waiting()).toBeGreaterThan(7));
      await holder.query("rollback");
      holder.release();
      expect((await answers).map(({ status }) => status).sort()).toEqual([302, ...Array(19).fill(400)]);
      const { rowCount } = await app.db.admin.query("select from control.tenants where slug = $1", [slug]);
      expect(rowCount).toBe(1);
    }
  });

  it("one of two owners renames, and the other is asked again", async () => {
    for (let round = 0; round < 10; round++) {
      const tenant = await createHouse();
      const { name, slug, version } = await rowOf(tenant);
      const rename = () => ({ name, hue: "1", version: String(version), slug: randomSlug() });
      const visitor = app.visitor(owner.cookie);
      const answers = await Promise.all([
        visitor.post(`/${slug}/settings`, rename()),
        visitor.post(`/${slug}/settings`, rename()),
      ]);
      // A later request is led to the new slug first, and finds there what has become of the form.
      expect(answers.map(({ status }) => status).sort()).toEqual([
        302,
        expect.toSatisfy((status) => [308, 409].includes(status)),
      ]);
      const { rowCount } = await app.db.admin.query("select from control.slugs where tenant_id = $1", [
        tenant.id,
      ]);
      expect(rowCount).toBe(2);
    }
  });
});
