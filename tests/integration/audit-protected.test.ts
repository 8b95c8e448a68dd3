import { randomUUIDv7 } from "node:crypto";
import type { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { purgeTenant } from "#app/domain/tenant/purge.ts";
import { writeTenant } from "#db/transaction.ts";
import { goodPassword, signUp } from "#tests/factories/accounts.ts";
import { notedEvents, writeFounding } from "#tests/factories/audit.ts";
import { deleteTenant, suspendTenant } from "#tests/factories/closures.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";
import { poolAs } from "#tests/harness/database.ts";
import { attack, statementsOn } from "#tests/harness/statements.ts";

const app = useApp();
let ops: Pool;
let owner: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  ops = poolAs("rowhouse_ops", app.db);
  owner = await createUser(app.db.admin);
});
afterAll(() => ops.end());
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, { owner });
  await writeFounding(app.db.admin, tenant);
});

async function verbsOf(of: { id: string }): Promise<string[]> {
  return (await notedEvents(app.db.admin, of)).map(({ verb }) => verb);
}

describe("a log that was tampered with", () => {
  const lost = "delete from tenant.audit_heads where tenant_id = $1";
  const shortened = "update tenant.audit_heads set length = length - 1 where tenant_id = $1";
  const emptied = `with taken as (delete from tenant.audit_events where tenant_id = $1)
    update tenant.audit_heads set length = 0, hash = '', at = 'epoch' where tenant_id = $1`;

  it.each([lost, shortened, emptied])("lets people sign in, and go on elsewhere: %s", async (tampering) => {
    const email = `${randomUUIDv7()}@example.test`;
    await signUp(app, { email });
    const { rows } = await app.db.admin.query("select id from control.users where email = $1", [email]);
    const elsewhere = await createTenant(app.db.admin, { owner });
    for (const { id } of [tenant, elsewhere]) {
      await app.db.admin.query(
        "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'member')",
        [id, rows[0].id],
      );
    }
    await app.db.admin.query(tampering, [tenant.id]);
    const visitor = app.visitor();
    expect((await visitor.post("/login", { email, password: goodPassword })).status).toBe(302);
    expect((await verbsOf(elsewhere)).at(-1)).toBe("member.signed_in");
    expect(await verbsOf(tenant)).not.toContain("member.signed_in");
    expect((await visitor.post(`/${elsewhere.slug}/projects/new`, { name: "Porch" })).status).toBe(302);
  });

  it.each([lost, shortened, emptied])("takes no more events, and so no changes: %s", async (tampering) => {
    await createProject(app.db.admin, { tenant, by: owner });
    const before = tampering === emptied ? [] : await verbsOf(tenant);
    await app.db.admin.query(tampering, [tenant.id]);
    const answer = await app.visitor(owner.cookie).post(`/${tenant.slug}/projects/new`, { name: "Porch" });
    expect(answer.status).toBe(423);
    const { rows } = await app.db.admin.query("select name from tenant.projects where tenant_id = $1", [
      tenant.id,
    ]);
    expect(rows).toHaveLength(1);
    expect(await verbsOf(tenant)).toEqual(before);
  });

  it("keeps no operator from closing and erasing its workspace", async () => {
    await app.db.admin.query(lost, [tenant.id]);
    await suspendTenant(ops, tenant);
    await deleteTenant(ops, tenant, { daysAgo: 31 });
    expect(await verbsOf(tenant)).toEqual(["workspace.created"]);
    expect(await purgeTenant(statementsOn(ops), tenant.id)).toMatchObject({
      kind: "done",
      value: { "control.tenants": 1 },
    });
    const { rows } = await app.db.admin.query("select from control.tenants where id = $1", [tenant.id]);
    expect(rows).toEqual([]);
  });
});

describe("the audit log", () => {
  it("has a head from the workspace's beginning, and takes nothing but objects as fields", async () => {
    const { id } = await createTenant(app.db.admin, {});
    const { rows } = await app.db.admin.query("select length from tenant.audit_heads where tenant_id = $1", [
      id,
    ]);
    expect(rows).toHaveLength(1);
    await createProject(app.db.admin, { tenant, by: owner });
    const writing = app.db.admin.query(
      "update tenant.audit_events set before = 'null' where tenant_id = $1",
      [tenant.id],
    );
    await expect(writing).rejects.toMatchObject({ constraint: "audit_events_fields_check" });
  });

  it.each([
    ["insert into entered.audit_events (tenant_id, id) values ($1, 99)"],
    ["update entered.audit_events set verb = 'project.praised' where tenant_key = $1"],
    ["delete from entered.audit_events where tenant_key = $1"],
    ["update entered.audit_heads set length = 0 where tenant_key = $1"],
    ["select control.append_audit($1, 'a.b', 'a', 'b', null, null, null)"],
  ])("can't be written by those who serve requests: %s", async (sql) => {
    await createProject(app.db.admin, { tenant, by: owner });
    const entry = { database: app.holds.database, tenant, ...asking(owner) };
    await expect(writeTenant(entry, (tx) => attack(tx, sql, [tx.tenantId]))).rejects.toMatchObject({
      code: "42501",
    });
  });

  it("takes no change from a request that puts its session away before the end", async () => {
    const entry = { database: app.holds.database, tenant, ...asking(owner) };
    const writing = writeTenant(entry, async (tx) => {
      await attack(tx, "update entered.tenants set name = 'Nameless' where tenant_key = $1", [tx.tenantId]);
      await attack(tx, "set local app.session = ''");
    });
    await expect(writing).rejects.toMatchObject({ code: "42501" });
    expect(await verbsOf(tenant)).toEqual(["workspace.created"]);
  });

  it("can't be switched off by those who serve requests, not even inside a function that is the operator's", async () => {
    const serving = poolAs("rowhouse_app", app.db);
    const id = randomUUIDv7();
    await serving.query(
      `set app.seeding = 'x'; set app.purging = '${id}'; set app.session = '${owner.session}';
       select control.found_tenant('${id}', 'unseen-house', 'Unseen')`,
    );
    await serving.end();
    expect(await verbsOf({ id })).toEqual(["workspace.created", "member.joined"]);
  });
});
