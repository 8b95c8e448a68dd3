import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it, test } from "vitest";
import { mailedLately } from "#app/domain/invitation/mail-quota.ts";
import { writeTenant } from "#db/transaction.ts";
import { runningTicket } from "#tests/factories/jobs.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { poolAs, useDatabase } from "#tests/harness/database.ts";
import { attack, isLet } from "#tests/harness/statements.ts";

/** What the database holds by itself of rows, names, moments and sizes: no rule of the application is asked before. */

const db = useDatabase();
let owner: TestUser;
let member: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(db.admin);
  member = await createUser(db.admin);
  tenant = await createTenant(db.admin, { owner, member });
});

const entry = () => ({ database: db.database, tenant, ...asking(owner) });
const lets = (sql: string, values: readonly unknown[]) => isLet(entry(), sql, values);

describe("an owner with SQL", () => {
  const project = (version: number) =>
    [
      `insert into entered.projects (tenant_id, id, name, created_by, version) values ($1, $2, 'Porch', $3, $4) returning id`,
      [tenant.id, randomUUID(), owner.id, version],
    ] as const;

  it("counts versions one by one, so that others can go on", async () => {
    for (const version of [1, 2, 2_147_483_647])
      expect([version, await lets(...project(version))]).toEqual([version, version === 1]);
    for (const [step, isLet] of [
      ["1", true],
      ["2", false],
      ["-1", false],
      ["2147483646", false],
    ] as const) {
      const change = `update entered.tenants set version = version + ${step} where tenant_key = $1 returning slug`;
      expect([step, await lets(change, [tenant.id])]).toEqual([step, isLet]);
    }
  });

  it.each([null, "00000000-0000-0000-0000-000000000000"])(
    "founds no tenant that is in no list: %s",
    async (id) => {
      const founding = writeTenant(entry(), (tx) =>
        attack(tx, "select control.found_tenant($1, 'no-list', 'Unlisted')", [id]),
      );
      await expect(founding).rejects.toMatchObject({ code: "23514", message: "a tenant has an id" });
      await expect(
        db.admin.query("insert into control.tenants (id, slug, name) values ($1, 'no-list', 'Unlisted')", [
          id,
        ]),
      ).rejects.toMatchObject({ code: id ? "23514" : "23502" });
    },
  );

  it("speaks and works in no other's name, and at no other time", async () => {
    const made =
      "insert into entered.projects (tenant_id, id, name, created_by) values ($1, $2, 'Porch', $3) returning id";
    expect(await lets(made, [tenant.id, randomUUID(), owner.id])).toBe(true);
    expect(await lets(made, [tenant.id, randomUUID(), member.id])).toBe(false);
    const longAgo = made
      .replace("created_by)", "created_by, created_at)")
      .replace("$3)", "$3, '2020-02-02')");
    expect(await lets(longAgo, [tenant.id, randomUUID(), owner.id])).toBe(false);
    const { id: projectId } = await createProject(db.admin, { tenant, by: owner });
    const { id: taskId } = await createTask(db.admin, { tenant, by: owner, projectId });
    const said = `insert into entered.comments (tenant_id, id, task_id, body, author_id)
      values ($1, $2, $3, 'Well done', $4) returning id`;
    for (const [author, isLet] of [
      [owner, true],
      [member, false],
    ] as const)
      expect(await lets(said, [tenant.id, randomUUID(), taskId, author.id])).toBe(isLet);
  });

  it.each(["repeatable read", "serializable"])(
    "is no user where a transaction may see the past: %s",
    async (level) => {
      const pool = poolAs("rowhouse_app", db);
      const client = await pool.connect();
      await client.query(`begin isolation level ${level}`);
      await client.query(`set local app.session = '${owner.session}'`);
      await client.query(`set local app.tenant_id = '${tenant.id}'`);
      const { rows } = await client.query(
        "select control.acting_user() as acting, control.entered_tenant() as entered, (select count(*)::int from entered.projects) as projects",
      );
      client.release(true);
      await pool.end();
      expect(rows).toEqual([{ acting: null, entered: null, projects: 0 }]);
    },
  );

  it("is told of invitations elsewhere only once a mailbox has had its five", async () => {
    const elsewhere = await createTenant(db.admin, { owner: member });
    const mail = () =>
      db.admin.query(
        `insert into control.mails (id, tenant_id, to_email, template, invited_by)
         values (gen_random_uuid(), $1, 'wanted@example.test', 'invitation', $2)`,
        [elsewhere.id, member.id],
      );
    const told = () => writeTenant(entry(), (tx) => mailedLately(tx, { emails: ["wanted@example.test"] }));
    for (let mailed = 0; mailed < 4; mailed++) await mail();
    expect(await told()).toEqual([]);
    await mail();
    expect(await told()).toHaveLength(5);
  });

  it.each([
    ["request_reset", "select from control.request_reset($1, '192.0.2')", () => member.email],
    ["mail_other_link", "select from control.mail_other_link($1)", () => "a copied link"],
  ])("is counted now, and not in the past: %s", async (_, statement, given) => {
    const pool = poolAs("rowhouse_door", db);
    const client = await pool.connect();
    await client.query("begin isolation level repeatable read");
    await expect(client.query(statement, [given()])).rejects.toMatchObject({ code: "42501" });
    client.release(true);
    await pool.end();
  });

  it("queues no job that carries much, and one for its tenant as PostgreSQL writes it", async () => {
    const queue = (given: object) => {
      const payload = {
        ...{
          tenantId: tenant.id.toUpperCase(),
          actorUserId: owner.id,
          idempotencyKey: "k",
          traceId: "t",
        },
        ...given,
      };
      return writeTenant(entry(), (tx) =>
        attack(tx, "select control.enqueue_job('never-taken', $1)", [JSON.stringify(payload)]),
      );
    };
    await expect(queue({ more: "x".repeat(10_000) })).rejects.toMatchObject({ code: "54000" });
    await queue({});
    const { rowCount } = await db.admin.query("select from control.jobs_of_tenant($1)", [tenant.id]);
    expect(rowCount).toBe(1);
  });

  it("writes no long text of theirs into the audit log as the place they came from", async () => {
    const far = "x".repeat(100_000);
    await writeTenant({ ...entry(), request: { id: far, ipAddress: far } }, (tx) =>
      attack(tx, "update entered.tenants set hue = 7 where tenant_key = $1", [tenant.id]),
    );
    const { rows } = await db.admin.query(
      "select length(request_id) as request, length(ip_address) as address from tenant.audit_events where tenant_id = $1 order by id desc limit 1",
      [tenant.id],
    );
    expect(rows).toEqual([{ request: 128, address: 64 }]);
  });
});

test("the worker, who reads the queue's tickets, acts in no user's name", async () => {
  const ticket = await runningTicket(db.admin, { tenant, user: member });
  const { id } = await createProject(db.admin, { tenant, by: owner });
  const pool = poolAs("rowhouse_worker", db);
  const client = await pool.connect();
  await client.query(`begin; set local app.ticket = '${ticket}'; set local app.tenant_id = '${tenant.id}'`);
  await client.query("update tenant.projects set name = 'Worked on' where tenant_id = $1 and id = $2", [
    tenant.id,
    id,
  ]);
  await client.query("commit");
  client.release();
  await pool.end();
  const { rows } = await db.admin.query(
    "select actor_kind, actor_id from tenant.audit_events where tenant_id = $1 and verb like 'project.%' order by id desc limit 1",
    [tenant.id],
  );
  expect(rows).toEqual([{ actor_kind: "system", actor_id: null }]);
});
