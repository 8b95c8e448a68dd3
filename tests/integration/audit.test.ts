import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hueNames, hueOfId } from "#app/domain/tenant/hue.ts";
import { writeTenant } from "#db/transaction.ts";
import { goodPassword, signUp } from "#tests/factories/accounts.ts";
import { type NotedEvent, notedEvents, writeFounding } from "#tests/factories/audit.ts";
import { suspendTenant } from "#tests/factories/closures.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";
import { poolAs } from "#tests/harness/database.ts";

const app = useApp();
let owner: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga" });
});
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, { owner });
  await writeFounding(app.db.admin, tenant);
});

const eventsOf = (of: { id: string }) => notedEvents(app.db.admin, of);
/** What is noted after the founding of `tenant`. */
const changes = async () => (await eventsOf(tenant)).slice(1);
const verbs = (events: NotedEvent[]) => events.map(({ verb }) => verb);
const entry = () => ({ database: app.holds.database, tenant, ...asking(owner) });

describe("a change in a workspace", () => {
  it("is noted with user, object, request and IP address", async () => {
    const answer = await app
      .visitor(owner.cookie)
      .post(`/${tenant.slug}/projects/new`, { name: "Porch", description: "Rebuild it" });
    expect(await changes()).toEqual([
      {
        id: "2",
        verb: "project.created",
        actorId: owner.id,
        actorKind: "user",
        objectId: answer.location?.split("/").at(-1),
        objectName: "Porch",
        before: null,
        after: { name: "Porch", description: "Rebuild it" },
        requestId: answer.headers.get("x-request-id"),
        ipAddress: "127.0.0.1",
      },
    ]);
  });

  it("is noted with what was there before and after, and with nothing that stayed", async () => {
    const { id } = await createProject(app.db.admin, { tenant, by: owner, name: "Porch" });
    const visitor = app.visitor(owner.cookie);
    await visitor.post(`/${tenant.slug}/projects/${id}/edit`, {
      name: "Veranda",
      description: "d".repeat(300),
      version: "1",
    });
    await visitor.post(`/${tenant.slug}/projects/${id}/archived`, { archived: "yes" });
    await visitor.post(`/${tenant.slug}/projects/${id}/archived`, { archived: "no" });
    await visitor.post(`/${tenant.slug}/projects/${id}/delete`);
    const [, changed, archived, restored, deleted] = await changes();
    expect([changed?.verb, changed?.before, changed?.after]).toEqual([
      "project.changed",
      { name: "Porch", description: "" },
      { name: "Veranda", description: `${"d".repeat(200)}…` },
    ]);
    expect([archived?.verb, archived?.before]).toEqual(["project.archived", { archived_at: null }]);
    expect([restored?.verb, restored?.after]).toEqual(["project.restored", { archived_at: null }]);
    expect([deleted?.verb, deleted?.objectName, deleted?.after]).toEqual([
      "project.deleted",
      "Veranda",
      null,
    ]);
  });

  it("to another column of the board is one event, and so is one to another place in the same column", async () => {
    const task = await createTask(app.db.admin, { tenant, by: owner });
    const other = await createTask(app.db.admin, { tenant, by: owner, projectId: task.projectId });
    const path = `/${tenant.slug}/projects/${task.projectId}/tasks/${task.id}`;
    const visitor = app.visitor(owner.cookie);
    expect((await visitor.post(`${path}/move`, { status: "doing" })).status).toBe(302);
    expect((await visitor.post(`${path}/move`, { status: "todo", afterId: other.id })).status).toBe(302);
    expect((await visitor.post(`${path}/move`, { status: "todo", edge: "top" })).status).toBe(302);
    const [moved, , placed] = (await changes()).slice(3);
    expect([moved?.verb, moved?.before, moved?.after]).toEqual([
      "task.changed",
      { status: "todo" },
      { status: "doing" },
    ]);
    expect([placed?.verb, placed?.before, placed?.after]).toEqual(["task.moved", null, null]);
  });

  it("that is rolled back leaves nothing, and one that changes nothing leaves nothing either", async () => {
    const { id } = await createProject(app.db.admin, { tenant, by: owner });
    const failing = writeTenant(entry(), async (tx) => {
      await tx.rows("update entered.projects set name = 'Other' where tenant_key = $1", [tx.tenantId]);
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await writeTenant(entry(), (tx) =>
      tx.rows("update entered.projects set name = name where tenant_key = $1 and id = $2", [tx.tenantId, id]),
    );
    expect(verbs(await changes())).toEqual(["project.created"]);
  });

  it("waits for the one before it, also where nothing else makes the two wait", async () => {
    const [one, other] = [await app.db.admin.connect(), await app.db.admin.connect()];
    const append = "set constraints all immediate";
    try {
      for (const client of [one, other]) {
        await client.query("begin");
        await client.query(
          "insert into tenant.projects (tenant_id, id, name, created_by) values ($1, gen_random_uuid(), 'Porch', $2)",
          [tenant.id, owner.id],
        );
      }
      await one.query(append);
      const appended = other.query(append);
      await vi.waitFor(async () => {
        const { rowCount } = await app.db.admin.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        expect(rowCount).toBe(1);
      }, 5_000);
      await one.query("commit");
      await appended;
      await other.query("commit");
    } finally {
      one.release(true);
      other.release(true);
    }
    expect((await changes()).map(({ id, verb }) => [id, verb])).toEqual([
      ["2", "project.created"],
      ["3", "project.created"],
    ]);
  });

  it("keeps one unbroken chain, however many write at once", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        app.visitor(owner.cookie).post(`/${tenant.slug}/projects/new`, { name: `Project ${number}` }),
      ),
    );
    const { rows } = await app.db.admin.query(
      `select count(*)::int as events, max(id)::int as last,
         bool_and(hash = control.audit_hash(e)) as "fit",
         bool_and(previous_hash = coalesce(before_it, '')) as linked, bool_and(at >= coalesce(at_before, at)) as "inOrder",
         (select length::int from tenant.audit_heads h where h.tenant_id = $1) as head
       from (
         select *, lag(hash) over (order by id) as before_it, lag(at) over (order by id) as at_before
         from tenant.audit_events where tenant_id = $1
       ) rows, lateral (select audit_events as e from tenant.audit_events where tenant_id = $1 and id = rows.id) same`,
      [tenant.id],
    );
    expect(rows[0]).toEqual({ events: 21, last: 21, fit: true, linked: true, inOrder: true, head: 21 });
  });
});

describe("the time of a change", () => {
  it("is never before that of the change before it, also if the clock was put back meanwhile", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    await app.db.admin.query("update tenant.audit_heads set at = $2 where tenant_id = $1", [
      tenant.id,
      tomorrow,
    ]);
    const { id } = await createProject(app.db.admin, { tenant, by: owner });
    await app.visitor(owner.cookie).post(`/${tenant.slug}/projects/${id}/archived`, { archived: "yes" });
    const { rows } = await app.db.admin.query<{ at: Date }>(
      "select at from tenant.audit_events where tenant_id = $1 order by id",
      [tenant.id],
    );
    expect(rows.slice(1)).toEqual([{ at: tomorrow }, { at: tomorrow }]);
  });
});

describe("what people do about a workspace", () => {
  it("founding it, changing its settings and switching to it are noted", async () => {
    const visitor = app.visitor(owner.cookie);
    await visitor.post("/new", { name: "Founded", slug: "founded-here" });
    const { rows } = await app.db.admin.query("select id from control.tenants where slug = 'founded-here'");
    const anotherHue = String((hueOfId(rows[0].id) + 1) % hueNames.length);
    await visitor.post("/founded-here/settings", { name: "Refounded", hue: anotherHue, version: "1" });
    await visitor.post("/switch", { tenant: "founded-here" });
    const events = await eventsOf(rows[0]);
    expect(verbs(events)).toEqual([
      "workspace.created",
      "member.joined",
      "workspace.changed",
      "member.switched",
    ]);
    expect(events.map(({ actorId }) => actorId)).toEqual(Array(4).fill(owner.id));
    expect(events[2]?.before).toEqual({ name: "Founded", hue: null });
  });

  it("signing in is noted in each of a person's workspaces, and in no other", async () => {
    const email = "signs-in@example.test";
    await signUp(app, { email });
    const { rows } = await app.db.admin.query("select id, email, name from control.users where email = $1", [
      email,
    ]);
    const person: TestUser = { ...rows[0], cookie: "" };
    const own = [
      await createTenant(app.db.admin, { owner: person }),
      await createTenant(app.db.admin, { owner, viewer: person }),
    ];
    expect((await app.visitor().post("/login", { email, password: goodPassword })).status).toBe(302);
    expect((await app.visitor().post("/login", { email, password: "wrong" })).status).toBe(400);
    for (const theirs of own) {
      const signedIn = (await eventsOf(theirs)).filter(({ verb }) => verb === "member.signed_in");
      expect(signedIn.map(({ actorId, ipAddress }) => [actorId, ipAddress])).toEqual([
        [person.id, "127.0.0.1"],
      ]);
    }
    expect(verbs(await changes())).toEqual([]);
  });

  it("a change past the application is noted as the system's", async () => {
    await createProject(app.db.admin, { tenant, by: owner });
    const [event] = await changes();
    expect([event?.actorKind, event?.actorId, event?.requestId]).toEqual(["system", null, null]);
  });

  it("a change by an operator is noted as the operator's", async () => {
    const ops = poolAs("rowhouse_ops", app.db);
    await suspendTenant(ops, tenant);
    await ops.end();
    const [event] = await changes();
    expect([event?.verb, event?.actorKind, event?.actorId]).toEqual([
      "workspace.suspended",
      "operator",
      null,
    ]);
  });
});
