import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it, test } from "vitest";
import { mailedLately } from "#app/domain/invitation/mail-quota.ts";
import { grantableRoles } from "#app/domain/invitation/policy.ts";
import { may, type Role, roleNames } from "#app/domain/membership/permissions.ts";
import { judgeRemoval, judgeRole, judgeTransfer, type Member } from "#app/domain/membership/policy.ts";
import { freeTenantsOfOwner } from "#app/domain/plan/plans.ts";
import { graceDays } from "#app/domain/tenant/deletion.ts";
import { writeTenant } from "#db/transaction.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { runningTicket } from "#tests/factories/jobs.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { poolAs, useDatabase } from "#tests/harness/database.ts";
import { attack } from "#tests/harness/statements.ts";

/** The database asks roles by itself, and asks what the policies of the application ask: here no policy is asked before. */

const db = useDatabase();
const people = {} as Record<Role, TestUser>;
/** Of each role another one: the tenant never loses its last owner. */
const others = {} as Record<Role, TestUser>;
let tenant: TestTenant;
const formerSlug = "once-had-by-it";

beforeAll(async () => {
  for (const role of roleNames) {
    people[role] = await createUser(db.admin);
    others[role] = await createUser(db.admin);
  }
  const members = Object.fromEntries(roleNames.map((role) => [role, [people[role], others[role]]]));
  tenant = await createTenant(db.admin, members);
  await db.admin.query("insert into control.slugs (slug, tenant_id) values ($1, $2)", [
    formerSlug,
    tenant.id,
  ]);
});

class Undone extends Error {}

/** Whether the database lets this role do it. Nothing stays done. */
async function lets(role: Role, sql: string, values: readonly unknown[] = []): Promise<boolean> {
  const entry = { database: db.database, tenant, ...asking(people[role]) };
  const work = writeTenant(entry, async (tx) => {
    const rows = await attack(tx, sql, values);
    await tx.rows("set constraints all immediate");
    if (rows.length === 0) throw Object.assign(new Error("no row"), { code: "42501" });
    throw new Undone();
  });
  const error = await work.then(
    () => null,
    (reason) => reason,
  );
  if (error instanceof Undone) return true;
  expect(error).toMatchObject({ code: "42501" });
  return false;
}

const actorOf = (role: Role) => ({ role, user: people[role] });
const memberOf = (role: Role): Member => ({ id: others[role].id, role, isLastOwner: false });
const pairs = roleNames.flatMap((actor) => roleNames.map((member) => [actor, member] as const));

describe.each(pairs)("%s and a member who is %s", (actor, member) => {
  it.each(roleNames)("becomes %s, as the policy says", async (role) => {
    const allowed = judgeRole(actorOf(actor), memberOf(member), role) === "allowed";
    const change = "select from control.change_role($1, $2)";
    expect(await lets(actor, change, [others[member].id, role])).toBe(allowed);
  });

  it("is removed, as the policy says", async () => {
    const allowed = judgeRemoval(actorOf(actor), memberOf(member)) === "allowed";
    expect(await lets(actor, "select from control.end_membership($1)", [others[member].id])).toBe(allowed);
  });

  it("is handed the tenant, as the policy says", async () => {
    const allowed = judgeTransfer(actorOf(actor), memberOf(member)) === "allowed";
    expect(await lets(actor, "select from control.hand_over($1)", [others[member].id])).toBe(allowed);
  });
});

describe.each(roleNames)("%s", (role) => {
  const invitation = `insert into entered.invitations
      (tenant_id, id, email, role, link_hash, invited_by, expires_at)
    values ($1, $2, 'guest@example.test', $3, $4, $5, now() + $6::interval) returning id`;
  const valuesOf = (granted: string, by: TestUser, lifetime = "7 days") => [
    ...[tenant.id, randomUUID(), granted, randomBytes(32), by.id, lifetime],
  ];

  it("leaves, and hands the tenant over to no one by naming themselves", async () => {
    expect(await lets(role, "select from control.end_membership($1)", [people[role].id])).toBe(true);
    expect(await lets(role, "select from control.hand_over($1)", [people[role].id])).toBe(false);
  });

  it("deletes the tenant, as the permissions say", async () => {
    expect(await lets(role, "select from control.delete_own_tenant()")).toBe(may(role, "tenant:delete"));
  });

  it.each(["admin", "member", "viewer"] as const)(
    "invites to be %s, as the policy says, and in no other name",
    async (granted) => {
      const allowed = grantableRoles(role).includes(granted);
      expect(await lets(role, invitation, valuesOf(granted, people[role]))).toBe(allowed);
      expect(await lets(role, invitation, valuesOf(granted, others.owner))).toBe(false);
      expect(await lets(role, invitation, valuesOf(granted, people[role], "8 days"))).toBe(false);
    },
  );

  it("changes an invitation of another as far as the policy says, and never its sender", async () => {
    const { id } = await createInvitation(db.admin, { tenant, by: others.owner });
    const allowed = grantableRoles(role).includes("member");
    const change = (what: string) =>
      lets(role, `update entered.invitations set ${what} where id = $1 returning id`, [id]);
    expect(await change("revoked_at = now()")).toBe(allowed);
    expect(await change(`invited_by = '${people[role].id}'`)).toBe(allowed);
    expect(await change(`invited_by = '${others.admin.id}'`)).toBe(false);
    const mine = `invited_by = '${people[role].id}'`;
    expect(await change(`${mine}, expires_at = now() + interval '6 days'`)).toBe(allowed);
    for (const theirs of ["expires_at = now()", "sent_at = now()", "link_hash = 'x'", "link_key_id = 'x'"])
      expect(await change(theirs)).toBe(false);
    for (const moment of ["now() + interval '8 days'", "'infinity'"])
      for (const column of ["expires_at", "sent_at"])
        expect(await change(`${mine}, ${column} = ${moment}`)).toBe(false);
    expect(await change("role = 'admin'")).toBe(false);
    await db.admin.query("update control.invitations set revoked_at = now() where id = $1", [id]);
    expect(await change(`${mine}, revoked_at = null`)).toBe(false);
  });

  it("asks what was mailed to others, if it may invite", async () => {
    const asked = "select count(*) from control.invitations_mailed(array['guest@example.test'])";
    expect(await lets(role, asked)).toBe(may(role, "member:manage"));
  });

  it("changes the tenant's settings, as the permissions say, and its slug as an owner", async () => {
    const name = "update entered.tenants set name = 'Other' where tenant_key = $1 returning slug";
    expect(await lets(role, name, [tenant.id])).toBe(may(role, "settings:write"));
    const slug = "select where control.take_slug('taken-by-sql')";
    expect(await lets(role, slug)).toBe(may(role, "tenant:rename"));
    const renamed = "update entered.tenants set slug = $2 where tenant_key = $1 returning slug";
    expect(await lets(role, renamed, [tenant.id, formerSlug])).toBe(may(role, "tenant:rename"));
  });

  it("reads the audit log, as the permissions say", async () => {
    for (const table of ["entered.audit_events", "entered.audit_heads"])
      expect(await lets(role, `select tenant_key from ${table}`)).toBe(may(role, "audit:read"));
  });
});

test("numbers that stand in both are the same", async () => {
  const { rows } = await db.admin.query("select control.most_free_tenants() as most");
  expect(rows).toEqual([{ most: freeTenantsOfOwner }]);
  const ended = await createTenant(db.admin, { owner: people.owner });
  await writeTenant({ database: db.database, tenant: ended, ...asking(people.owner) }, (tx) =>
    tx.rows("select from control.delete_own_tenant()"),
  );
  const { rows: grace } = await db.admin.query(
    "select purge_after - deleted_at = make_interval(days => $2) as same from control.tenants where id = $1",
    [ended.id, graceDays],
  );
  expect(grace).toEqual([{ same: true }]);
});

describe("an owner with SQL", () => {
  const project = (version: number) =>
    [
      `insert into entered.projects (tenant_id, id, name, created_by, version) values ($1, $2, 'Porch', $3, $4) returning id`,
      [tenant.id, randomUUID(), people.owner.id, version],
    ] as const;

  it("counts versions one by one, so that others can go on", async () => {
    for (const version of [1, 2, 2_147_483_647])
      expect([version, await lets("owner", ...project(version))]).toEqual([version, version === 1]);
    for (const [step, isLet] of [
      ["1", true],
      ["2", false],
      ["-1", false],
      ["2147483646", false],
    ] as const) {
      const change = `update entered.tenants set version = version + ${step} where tenant_key = $1 returning slug`;
      expect([step, await lets("owner", change, [tenant.id])]).toEqual([step, isLet]);
    }
  });

  it("speaks and works in no other's name, and at no other time", async () => {
    const made =
      "insert into entered.projects (tenant_id, id, name, created_by) values ($1, $2, 'Porch', $3) returning id";
    expect(await lets("owner", made, [tenant.id, randomUUID(), people.owner.id])).toBe(true);
    expect(await lets("owner", made, [tenant.id, randomUUID(), people.member.id])).toBe(false);
    const longAgo = made
      .replace("created_by)", "created_by, created_at)")
      .replace("$3)", "$3, '2020-02-02')");
    expect(await lets("owner", longAgo, [tenant.id, randomUUID(), people.owner.id])).toBe(false);
    const { id: projectId } = await createProject(db.admin, { tenant, by: people.owner });
    const { id: taskId } = await createTask(db.admin, { tenant, by: people.owner, projectId });
    const said = `insert into entered.comments (tenant_id, id, task_id, body, author_id)
      values ($1, $2, $3, 'Well done', $4) returning id`;
    for (const [author, isLet] of [
      [people.owner, true],
      [people.member, false],
    ] as const)
      expect(await lets("owner", said, [tenant.id, randomUUID(), taskId, author.id])).toBe(isLet);
  });

  it.each(["repeatable read", "serializable"])(
    "is no user where a transaction may see the past: %s",
    async (level) => {
      const pool = poolAs("rowhouse_app", db);
      const client = await pool.connect();
      await client.query(`begin isolation level ${level}`);
      await client.query(`set local app.session = '${people.owner.session}'`);
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
    const elsewhere = await createTenant(db.admin, { owner: people.viewer });
    const mail = () =>
      db.admin.query(
        `insert into control.mails (id, tenant_id, to_email, template, invited_by)
         values (gen_random_uuid(), $1, 'wanted@example.test', 'invitation', $2)`,
        [elsewhere.id, people.viewer.id],
      );
    const told = () =>
      writeTenant({ database: db.database, tenant, ...asking(people.owner) }, (tx) =>
        mailedLately(tx, { emails: ["wanted@example.test"] }),
      );
    for (let mailed = 0; mailed < 4; mailed++) await mail();
    expect(await told()).toEqual([]);
    await mail();
    expect(await told()).toHaveLength(5);
  });

  it.each([
    ["request_reset", "select from control.request_reset($1, '192.0.2')", () => people.member.email],
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
          actorUserId: people.owner.id,
          idempotencyKey: "k",
          traceId: "t",
        },
        ...given,
      };
      return writeTenant({ database: db.database, tenant, ...asking(people.owner) }, (tx) =>
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
    const entry = {
      database: db.database,
      tenant,
      ...asking(people.owner),
      request: { id: far, ipAddress: far },
    };
    await writeTenant(entry, (tx) =>
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
  const ticket = await runningTicket(db.admin, { tenant, user: people.member });
  const { id } = await createProject(db.admin, { tenant, by: people.owner });
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
