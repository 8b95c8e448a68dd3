import { Socket } from "node:net";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeLongLog } from "#tests/factories/audit.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin);
});
beforeEach(async () => {
  admin = await createUser(app.db.admin);
  tenant = await createTenant(app.db.admin, { owner, admin });
});

const path = (query = "") => `/${tenant.slug}/audit/export${query}`;

/** Some 40 MB, which no buffer on the way holds. */
async function beginDownload(query = "") {
  await writeLongLog(app.db.admin, tenant, { count: 4_000, by: owner, textLength: 10_000 });
  const response = await fetch(app.origin + path(query), { headers: { Cookie: admin.cookie } });
  const reader = response.body?.getReader();
  if (!reader) throw new Error("There is nothing to read");
  await reader.read();
  return async function rest() {
    for (let read = await reader.read(); !read.done; read = await reader.read());
  };
}

const heldConnections = () => app.holds.database.appPool.totalCount - app.holds.database.appPool.idleCount;

describe("a download under way", () => {
  it("holds no connection while its reader takes a break, and can be finished", async () => {
    const rest = await beginDownload();
    await expect.poll(heldConnections, { timeout: 60_000 }).toBe(0);
    await expect(rest()).resolves.toBeUndefined();
  });

  it.each<[what: string, change: string]>([
    ["is removed", "delete from control.memberships where tenant_id = $1 and user_id = $2"],
    [
      "is no longer an admin",
      "update control.memberships set role = 'viewer' where tenant_id = $1 and user_id = $2",
    ],
  ])("breaks off when its reader %s", async (_what, change) => {
    const rest = await beginDownload();
    await app.db.admin.query(change, [tenant.id, admin.id]);
    await expect(rest()).rejects.toThrow("terminated");
  });

  it("breaks off when the workspace is suspended, or a page can't be read", async () => {
    const suspended = await beginDownload("?format=ndjson");
    await app.db.admin.query("update control.tenants set suspended_since = now() where id = $1", [tenant.id]);
    await expect(suspended()).rejects.toThrow("terminated");
    await app.db.admin.query("update control.tenants set suspended_since = null where id = $1", [tenant.id]);
    const unread = await beginDownload("?format=ndjson");
    await app.db.admin.query("revoke select on entered.audit_events from rowhouse_app");
    await expect(unread()).rejects.toThrow("terminated");
    await app.db.admin.query("grant select on entered.audit_events to rowhouse_app");
  });

  it("is reset over HTTP/1.0, where a plain end would look complete", async () => {
    await writeLongLog(app.db.admin, tenant, { count: 4_000, by: owner, textLength: 10_000 });
    const { hostname, port } = new URL(app.origin);
    const socket = new Socket();
    const begun = Promise.withResolvers<void>();
    const ended = new Promise<string>((resolve) => {
      socket.once("error", ({ message }) => resolve(message)).once("end", () => resolve("end"));
    });
    socket.once("data", () => begun.resolve(socket.pause() && undefined)).connect(Number(port), hostname);
    socket.write(`GET ${path()} HTTP/1.0\r\nHost: ${hostname}\r\nCookie: ${admin.cookie}\r\n\r\n`);
    await begun.promise;
    await app.db.admin.query("delete from control.memberships where tenant_id = $1 and user_id = $2", [
      tenant.id,
      admin.id,
    ]);
    socket.on("data", () => {}).resume();
    expect(await ended).toBe("read ECONNRESET");
  });
});
