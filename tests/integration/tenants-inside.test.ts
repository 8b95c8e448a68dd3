import { Pool } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { addMember } from "#app/domain/membership/membership.ts";
import { limitReached } from "#app/domain/plan/limits.ts";
import { hueOfId } from "#app/domain/tenant/hue.ts";
import { withinTenant } from "#db/query.ts";
import { readTenant, type TenantReader, writeTenant } from "#db/transaction.ts";
import { suspendTenant } from "#tests/factories/closures.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { statementsOn } from "#tests/harness/statements.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let member: TestUser;
let viewer: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  admin = await createUser(app.db.admin, { name: "Adam Admin" });
  member = await createUser(app.db.admin, { name: "Mia Member" });
  viewer = await createUser(app.db.admin, { name: "Vic Viewer" });
  tenant = await createTenant(app.db.admin, { owner, admin, member, viewer });
});

async function versionOf({ id }: TestTenant): Promise<number> {
  return (await app.db.admin.query("select version from control.tenants where id = $1", [id])).rows[0]
    .version;
}

describe("settings", () => {
  it("change name and door for an admin", async () => {
    const visitor = app.visitor(admin.cookie);
    const version = await versionOf(tenant);
    const path = `/${tenant.slug}/settings`;
    const answer = await visitor.post(path, { name: "Renamed", hue: "7", version: String(version) });
    expect([answer.status, answer.location]).toEqual([302, path]);
    const page = await visitor.get(answer.location ?? "");
    expect(page.text).toContain("The settings are saved.");
    expect(page.text).toContain("<title>Settings · Renamed</title>");
    expect(page.text).toContain("/favicon/7.svg");
  });

  it("saved with the workspace's default colour choose none", async () => {
    const plain = await createTenant(app.db.admin, { owner });
    const fields = { name: "Plain", hue: String(hueOfId(plain.id)), version: "1" };
    await app.visitor(owner.cookie).post(`/${plain.slug}/settings`, fields);
    const { rows } = await app.db.admin.query("select name, hue from control.tenants where id = $1", [
      plain.id,
    ]);
    expect(rows).toEqual([{ name: "Plain", hue: null }]);
  });

  it("answer 409 to a stale version, keep the typed name, and can then be saved", async () => {
    const visitor = app.visitor(owner.cookie);
    const stale = await versionOf(tenant);
    const path = `/${tenant.slug}/settings`;
    await visitor.post(path, { name: "Theirs", hue: "1", version: String(stale) });
    const answer = await visitor.post(path, { name: "Mine", hue: "2", version: String(stale) });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('value="Mine"');
    expect(answer.text).toContain("Theirs");
    const version = /name="version" value="(\d+)"/.exec(answer.text)?.[1] ?? "";
    expect((await visitor.post(path, { name: "Mine", hue: "2", version })).status).toBe(302);
  });

  it.each([{ name: "" }, { name: "a\0b" }, { hue: "12" }, { hue: "red" }, { version: "x" }])(
    "answer 400 to %j",
    async (wrong) => {
      const fields = { name: "Fine", hue: "1", version: String(await versionOf(tenant)), ...wrong };
      expect((await app.visitor(owner.cookie).post(`/${tenant.slug}/settings`, fields)).status).toBe(400);
    },
  );

  it("are for admins and owners, billing for owners alone", async () => {
    const status = async (person: TestUser, page: string) =>
      (await app.visitor(person.cookie).get(`/${tenant.slug}/${page}`)).status;
    expect([await status(member, "settings"), await status(viewer, "settings")]).toEqual([403, 403]);
    expect([await status(admin, "billing"), await status(owner, "billing")]).toEqual([403, 200]);
  });
});

describe("a suspended workspace", () => {
  it("is closed, except its billing page for its owner", async () => {
    const asleep = await createTenant(app.db.admin, { owner, member });
    await suspendTenant(app.db.admin, asleep, "The bill of May <script>");
    expect((await app.visitor(member.cookie).get(`/${asleep.slug}`)).status).toBe(403);
    expect((await app.visitor(member.cookie).get(`/${asleep.slug}/billing`)).status).toBe(403);
    const billing = await app.visitor(owner.cookie).get(`/${asleep.slug}/billing`);
    expect(billing.status).toBe(200);
    expect(billing.text).toContain("This workspace is suspended");
    expect(billing.text).toContain("The bill of May &lt;script&gt;");
  });
});

describe("members", () => {
  it("are listed with their roles, owners first", async () => {
    const { text } = await app.visitor(viewer.cookie).get(`/${tenant.slug}/members`);
    const places = [owner, admin, member, viewer].map(({ email }) => text.indexOf(email));
    expect(places.every((place) => place > 0)).toBe(true);
  });

  it("never exceed the plan, however many are added at once", async () => {
    const small = await createTenant(app.db.admin, { owner }, { plan: "free" });
    const people = await Promise.all(Array.from({ length: 20 }, () => createUser(app.db.admin)));
    const connections = new Pool({ connectionString: app.db.url, max: people.length });
    const additions = await Promise.all(
      people.map(async ({ id: userId }) => {
        const client = await connections.connect();
        await client.query("begin");
        const addition = await addMember(withinTenant(statementsOn(client), small.id), {
          userId,
          role: "member",
        });
        await client.query("commit");
        client.release();
        return addition;
      }),
    );
    await connections.end();
    const added = additions.filter(({ kind }) => kind === "done");
    expect(added).toHaveLength(2);
    expect(additions.find(({ kind }) => kind === "over-limit")).toMatchObject({
      reached: { limit: "members", allowed: 3, plan: "free" },
    });
  });

  it("may be more where an operator allows more", async () => {
    const adjusted = await createTenant(app.db.admin, { owner }, { plan: "free" });
    const entry = { database: app.holds.database, tenant: adjusted, ...asking(owner) };
    await app.db.admin.query(`update control.tenants set plan_overrides = '{"members": 1}' where id = $1`, [
      adjusted.id,
    ]);
    const ask = () => writeTenant(entry, (tx) => limitReached(tx, "members"));
    expect(await ask()).toEqual({ limit: "members", allowed: 1, left: 0, plan: "free" });
    await app.db.admin.query(`update control.tenants set plan_overrides = '{"members": 2}' where id = $1`, [
      adjusted.id,
    ]);
    expect(await ask()).toBeNull();
  });
});

describe("a request for a page of several loaders", () => {
  it("never holds two connections, and holds none afterwards", async () => {
    const pool = app.holds.database.appPool;
    let held = 0;
    let mostHeld = 0;
    const acquire = () => {
      mostHeld = Math.max(mostHeld, ++held);
    };
    const release = () => held--;
    pool.on("acquire", acquire).on("release", release);
    try {
      for (const page of ["", "/members", "/projects", "/billing"]) {
        expect((await app.visitor(owner.cookie).get(`/${tenant.slug}${page}`)).status).toBe(200);
      }
    } finally {
      pool.off("acquire", acquire).off("release", release);
    }
    expect(mostHeld).toBe(1);
    expect(held).toBe(0);
  });

  it("reads in a transaction that can't write", async () => {
    const entry = { database: app.holds.database, tenant, ...asking(owner), readOnly: true };
    const rename = (tx: TenantReader) =>
      tx.rows("update entered.tenants set name = 'x' where tenant_key = $1", [tx.tenantId]);
    await expect(readTenant(entry, rename)).rejects.toThrow(/read-only transaction/);
    await expect(writeTenant(entry, rename)).rejects.toThrow("A GET or HEAD must not write");
  });
});
