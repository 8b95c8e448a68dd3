import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeLog } from "#tests/factories/audit.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { rowhouse } from "#tests/harness/command.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";

const db = useUnopenedDatabase();
let owner: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(db.admin);
  tenant = await createTenant(db.admin, { owner });
});
beforeEach(async () => {
  await writeLog(
    db.admin,
    tenant,
    Array.from({ length: 7 }, () => ({ by: owner, verb: "workspace.created" })),
  );
});

async function hashOf(number: number): Promise<string> {
  const { rows } = await db.admin.query(
    "select encode(hash, 'hex') as hash from tenant.audit_events where tenant_id = $1 and id = $2",
    [tenant.id, number],
  );
  return rows[0].hash;
}

describe("rowhouse audit verify", () => {
  const run = (...args: string[]) =>
    rowhouse({ DATABASE_URL: db.url, SESSION_SECRET: db.secret }, ["audit", "verify", ...args]);

  it("says of each tenant how many events it has, and the newest; exit code 1 if one is bad", async () => {
    const bad = await createTenant(db.admin, { owner });
    const empty = await createTenant(db.admin, { owner });
    await writeLog(db.admin, bad, [{ by: owner, verb: "workspace.created" }, { by: owner }]);
    await writeLog(db.admin, empty, []);
    await db.admin.query("update tenant.audit_events set verb = 'x.y' where tenant_id = $1 and id = 2", [
      bad.id,
    ]);
    const { code, stdout, stderr } = await run();
    const lines = stdout.split("\n");
    expect(lines).toContain(`✓ ${tenant.slug}: 7 events, the newest 7:${await hashOf(7)}`);
    expect(lines).toContain(
      `✗ ${empty.slug}: event 1 is missing: a log begins with the founding of its workspace`,
    );
    expect(lines).toContain(
      `✗ ${bad.slug}: event 2 was altered: its content doesn't fit its hash; up to 1 all is as written`,
    );
    expect([code, stderr]).toEqual([
      1,
      `rowhouse: 2 audit logs not as written: ${bad.slug}, ${empty.slug}\n`,
    ]);
    for (const mended of [bad, empty]) await writeLog(db.admin, mended, [{ verb: "workspace.created" }]);
    expect(await run()).toMatchObject({ code: 0, stderr: "" });
  });

  it("finds a log whose tenant is gone", async () => {
    await db.admin.query("update tenant.audit_events set tenant_id = $2 where tenant_id = $1 and id = 7", [
      tenant.id,
      owner.id,
    ]);
    const { code, stdout } = await run();
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`✗ ${owner.id}: event 1 is missing: event 7 comes next\n`));
    await db.admin.query("delete from tenant.audit_events where tenant_id = $1", [owner.id]);
  });

  it("says of a tenant that is being erased, or was, that there is nothing to verify", async () => {
    const leaving = await createTenant(db.admin, { owner });
    await db.admin.query("delete from tenant.audit_events where tenant_id = $1 and id = 1", [leaving.id]);
    expect((await run(leaving.slug)).code).toBe(1);
    await db.admin.query("insert into control.tombstones (id, slug, deleted_at) values ($1, $2, now())", [
      leaving.id,
      leaving.slug,
    ]);
    const { code, stdout, stderr } = await run();
    expect([code, stdout.includes(leaving.slug)]).toEqual([0, false]);
    expect(stderr).toBe(
      `rowhouse: left out, because they are being erased with their audit logs: ${leaving.slug}\n`,
    );
    const underWay = await run(leaving.slug);
    expect([underWay.code, underWay.stdout]).toEqual([1, ""]);
    expect(underWay.stderr).toMatch(
      /^rowhouse: t-\S+ is being erased since \d{4}-\S+, and its audit log with it: there is nothing/,
    );
    await db.admin.query("update control.tombstones set purged_at = now()");
    expect(await run(leaving.slug)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^rowhouse: t-\S+ was erased at \d{4}-\S+, and its audit log with it/),
    });
    expect((await run()).stderr).toBe("");
  });

  it("takes one tenant, by any slug it had, and an event that was noted", async () => {
    await db.admin.query("insert into control.slugs (slug, tenant_id) values ($1, $2)", [
      "formerly",
      tenant.id,
    ]);
    const hash = await hashOf(3);
    const proved = await run("formerly", "--expect", `3:${hash.toUpperCase()}`, "--json");
    expect([proved.code, JSON.parse(proved.stdout)]).toEqual([
      0,
      [
        {
          tenant: tenant.slug,
          tenantId: tenant.id,
          events: 7,
          newest: { number: 7, hash: await hashOf(7) },
          flaw: null,
        },
      ],
    ]);
    const cut = await run(tenant.slug, "--expect", `999:${hash}`);
    expect([cut.code, cut.stdout]).toEqual([
      1,
      `✗ ${tenant.slug}: event 8 is missing: the log ends with event 7, though event 999 was noted; up to 7 all is as written\n`,
    ]);
    const disproved = await run(tenant.slug, "--expect", `4:${hash}`, "--json");
    expect(disproved.code).toBe(1);
    expect(JSON.parse(disproved.stdout)).toMatchObject([
      { events: 3, flaw: { event: 4, kind: "rewritten" } },
    ]);
  });

  it.each([
    ["an event to expect, without a tenant", ["--expect", `1:${"0".repeat(64)}`], 2],
    ["a malformed hash", ["formerly", "--expect", "1:abc"], 2],
    ["an unknown tenant", ["nowhere"], 1],
  ])("refuses %s", async (_what, args, code) => {
    expect(await run(...args)).toMatchObject({ code, stdout: "" });
  });
});
