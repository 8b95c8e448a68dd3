import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { restoreOwnTenant } from "#app/domain/tenant/deletion.ts";
import { purgeTenant } from "#app/domain/tenant/purge.ts";
import { closedIn } from "#app/ui/error-text.ts";
import { writeControl } from "#db/transaction.ts";
import { deleteTenant, suspendTenant } from "#tests/factories/closures.ts";
import { mailsWhere } from "#tests/factories/mails.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { statementsOn } from "#tests/harness/statements.ts";
import { fingerprint } from "#tests/isolation/stage.ts";

const app = useApp();
let owner: TestUser;
let partner: TestUser;
let admin: TestUser;
let member: TestUser;
let stranger: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga <Owner>" });
  partner = await createUser(app.db.admin, { name: "Paul Partner" });
  admin = await createUser(app.db.admin, { name: "Adam Admin" });
  member = await createUser(app.db.admin, { name: "Mia Member" });
  stranger = await createUser(app.db.admin, { name: "Sten Stranger" });
});
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, { owner: [owner, partner], admin, member }, { name: "Porch" });
});

const as = (person: TestUser) => app.visitor(person.cookie);
const danger = () => `/${tenant.slug}/danger`;
const remove = (person: TestUser, confirmation = tenant.slug) =>
  as(person).post(danger(), { deleted: "yes", confirmation });
const restore = (person: TestUser) => as(person).post(danger(), { deleted: "no" });

async function statusOf({ id }: TestTenant): Promise<string> {
  const { rows } = await app.db.admin.query("select status from control.tenants where id = $1", [id]);
  return rows[0].status;
}

async function verbsOf({ id }: TestTenant): Promise<{ verb: string; actor: string }[]> {
  const { rows } = await app.db.admin.query(
    `select verb, actor_id as actor from tenant.audit_events
     where tenant_id = $1 and verb like 'workspace.%' and verb <> 'workspace.created' order by id`,
    [id],
  );
  return rows;
}

describe("deleting a workspace", () => {
  it("takes its slug, typed: anything else is refused and changes nothing", async () => {
    const before = await fingerprint(app.db.admin, tenant);
    for (const wrong of ["", "porch", `${tenant.slug}x`, "a\0b", tenant.slug.toUpperCase()]) {
      const answer = await remove(owner, wrong);
      expect([wrong, answer.status]).toEqual([wrong, 400]);
      expect(answer.text).toContain(`Type ${tenant.slug} to confirm that it is this workspace`);
    }
    const incomplete: Record<string, string>[] = [
      {},
      { deleted: "yes" },
      { confirmation: tenant.slug },
      { deleted: "maybe", confirmation: tenant.slug },
    ];
    for (const fields of incomplete) {
      expect([fields, (await as(owner).post(danger(), fields)).status]).toEqual([fields, 400]);
    }
    expect(await fingerprint(app.db.admin, tenant)).toBe(before);
  });

  it("is for owners alone", async () => {
    for (const person of [admin, member]) {
      expect([(await as(person).get(danger())).status, (await remove(person)).status]).toEqual([403, 403]);
    }
    expect([(await as(stranger).get(danger())).status, (await remove(stranger)).status]).toEqual([404, 404]);
    expect(await statusOf(tenant)).toBe("active");
  });

  it("closes it, mails all owners how to undo it, and is in the audit log", async () => {
    const answer = await remove(owner);
    expect([answer.status, answer.location]).toEqual([302, danger()]);
    const { rows } = await app.db.admin.query(
      `select deleted_by, purge_after - deleted_at = interval '30 days' as "isFor30Days", status
       from control.tenants where id = $1`,
      [tenant.id],
    );
    expect(rows).toEqual([{ deleted_by: owner.id, isFor30Days: true, status: "deleted" }]);
    const mails = await mailsWhere(app.db.admin, "tenant_id = $1", tenant.id, app.origin);
    expect(mails.map(({ to }) => to).sort()).toEqual([owner.email, partner.email].sort());
    for (const { subject, body } of mails) {
      expect(subject).toBe("The workspace “Porch” was deleted");
      expect(body).toContain("Olga Owner deleted a workspace of which you are an owner: “Porch”");
      expect(body).toContain(`${app.origin}${danger()}\n`);
      expect(body).toMatch(/^Until \d+ \w{3} \d{4}, \d\d:\d\d UTC each of its owners/m);
    }
    expect(await verbsOf(tenant)).toEqual([{ verb: "workspace.deleted", actor: owner.id }]);
  });

  it("by two owners at once is done once", async () => {
    const answers = await Promise.all([remove(owner), remove(partner), remove(owner)]);
    expect(answers.map(({ status, location }) => [status, location])).toEqual(Array(3).fill([302, danger()]));
    expect(await verbsOf(tenant)).toHaveLength(1);
    const { rows } = await app.db.admin.query("select from control.mails where tenant_id = $1", [tenant.id]);
    expect(rows).toHaveLength(2);
  });

  it("is refused to an owner who was demoted while it waited", async () => {
    const demoting = await app.db.admin.connect();
    await demoting.query("begin");
    await demoting.query("select from control.tenants where id = $1 for no key update", [tenant.id]);
    const removing = remove(owner);
    await vi.waitFor(async () => {
      const { rows } = await app.db.admin.query(
        "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
      expect(rows).toHaveLength(1);
    }, 5_000);
    await demoting.query(
      "update control.memberships set role = 'admin' where tenant_id = $1 and user_id = $2",
      [tenant.id, owner.id],
    );
    await demoting.query("commit");
    demoting.release();
    expect((await removing).status).toBe(403);
    expect(await statusOf(tenant)).toBe("active");
  });

  it("can't be done to a suspended one, whose owner is told why it is closed", async () => {
    await suspendTenant(app.db.admin, tenant, "The bill of May");
    const answer = await remove(owner);
    expect([answer.status, answer.text.includes("The bill of May")]).toEqual([403, true]);
    expect(await statusOf(tenant)).toBe("suspended");
  });
});

describe("a deleted workspace", () => {
  beforeEach(() => deleteTenant(app.db.admin, tenant, { by: owner }));

  it("tells its people who deleted it and until when, and shows them nothing else", async () => {
    const before = await fingerprint(app.db.admin, tenant);
    for (const person of [owner, admin, member]) {
      for (const page of [
        "",
        "/projects",
        "/members",
        "/settings",
        "/billing",
        "/danger/transfer",
        "/nowhere",
      ]) {
        const answer = await as(person).get(`/${tenant.slug}${page}`);
        expect([page, answer.status, answer.headers.get("cache-control")]).toEqual([
          page,
          403,
          "private, no-store",
        ]);
        expect(answer.text).toContain("This workspace was deleted");
        expect(answer.text).toContain("<bdi>Olga &lt;Owner&gt;</bdi>");
        expect(answer.text).toMatch(/Its owners can bring it back until \d+ \w{3} \d{4}/);
        expect(answer.text).not.toContain("Porch");
        expect(answer.text.includes(danger())).toBe(person === owner);
      }
      expect((await as(person).post(`/${tenant.slug}/projects/new`, { name: "Late" })).status).toBe(403);
    }
    expect(await fingerprint(app.db.admin, tenant)).toBe(before);
  });

  it("tells the same to a navigation within the page", async () => {
    const { status, text } = await as(owner).get(`/${tenant.slug}/projects.data`);
    expect([status, closedIn(text)]).toMatchObject([
      403,
      { closure: { status: "deleted", by: owner.name, isOver: false }, onward: { href: danger() } },
    ]);
    expect(closedIn((await as(member).get(`/${tenant.slug}.data`)).text)?.onward).toBeUndefined();
  });

  it("doesn't exist for outsiders", async () => {
    const unknown = await as(stranger).get("/never-existed");
    for (const path of [`/${tenant.slug}`, danger()]) {
      const answer = await as(stranger).get(path);
      expect([path, answer.status, answer.text]).toEqual([path, 404, unknown.text]);
    }
    expect([(await remove(stranger)).status, (await restore(stranger)).status]).toEqual([404, 404]);
    expect(await statusOf(tenant)).toBe("deleted");
  });

  it("is on its owners' page with the time left, on no other member's, and in no switcher", async () => {
    for (const person of [owner, partner]) {
      const { text } = await as(person).get("/");
      expect(text).toContain("30 days left");
      expect(text).toContain(`href="${danger()}"`);
    }
    for (const person of [admin, member]) expect((await as(person).get("/")).text).not.toContain(tenant.slug);
    const other = await createTenant(app.db.admin, { owner });
    expect((await as(owner).get(`/${other.slug}`)).text).not.toContain(tenant.slug);
    const switched = await as(owner).post("/switch", { tenant: tenant.slug });
    expect([switched.status, switched.location]).toEqual([302, `/${tenant.slug}`]);
  });

  it("shows its owners the way back, and nothing of what is in it", async () => {
    const { status, text } = await as(partner).get(danger());
    expect(status).toBe(200);
    expect(text).toContain('name="deleted" value="no"');
    expect(text).not.toContain("Delete this workspace");
    expect(text).not.toContain(`href="/${tenant.slug}/projects"`);
    expect((await remove(partner)).location).toBe(danger());
  });
});

describe("restoring", () => {
  it("brings it back for every member, by any owner", async () => {
    await remove(owner);
    const before = await fingerprint(app.db.admin, tenant);
    const answer = await restore(partner);
    expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}`]);
    expect((await as(member).get(`/${tenant.slug}`)).status).toBe(200);
    const unsaid = (print: string) => print.replace(/^(tenant\.audit_\w+=|\().*$/gm, "");
    expect(unsaid(await fingerprint(app.db.admin, tenant))).toBe(unsaid(before));
    expect(await verbsOf(tenant)).toEqual([
      { verb: "workspace.deleted", actor: owner.id },
      { verb: "workspace.restored", actor: partner.id },
    ]);
  });

  it("is for owners alone, whichever way others ask", async () => {
    await deleteTenant(app.db.admin, tenant);
    expect((await restore(admin)).status).toBe(403);
    expect((await restore(stranger)).status).toBe(404);
    expect((await app.visitor().post(danger(), { deleted: "no" })).location).toMatch(/^\/login/);
    for (const person of [admin, member, stranger]) {
      const entry = { database: app.holds.database, ...asking(person) };
      expect(await writeControl(entry, (tx) => restoreOwnTenant(tx, tenant.id))).toMatchObject({
        kind: "refused",
      });
    }
    expect(await statusOf(tenant)).toBe("deleted");
  });

  it("keeps the suspension of one that was suspended before", async () => {
    await suspendTenant(app.db.admin, tenant, "The bill of May");
    await deleteTenant(app.db.admin, tenant);
    await restore(owner);
    expect(await statusOf(tenant)).toBe("suspended");
    expect((await as(member).get(`/${tenant.slug}`)).text).toContain("The bill of May");
  });

  it("is not possible once the time is over: the page says so", async () => {
    await deleteTenant(app.db.admin, tenant, { daysAgo: 31 });
    expect((await restore(owner)).location).toBe(danger());
    const { text } = await as(owner).get(danger());
    expect(text).toContain("everything in it is being erased");
    expect(text).not.toContain('name="deleted"');
    expect((await as(owner).get("/")).text).not.toContain(tenant.slug);
    expect(await statusOf(tenant)).toBe("deleted");
  });

  it("of a workspace that is not deleted leads to its danger page, and leaves no trace", async () => {
    expect((await restore(owner)).location).toBe(danger());
    expect(await verbsOf(tenant)).toEqual([]);
  });
});

describe("an erased workspace", () => {
  beforeEach(async () => {
    await deleteTenant(app.db.admin, tenant, { daysAgo: 31 });
    expect(await purgeTenant(statementsOn(app.db.admin), tenant.id)).toMatchObject({
      kind: "done",
      value: { "control.tenants": 1 },
    });
  });

  it("looks as if it had never existed, even to its former members", async () => {
    const unknown = await as(stranger).get("/never-existed");
    for (const person of [owner, member, stranger]) {
      for (const path of [`/${tenant.slug}`, danger(), `/${tenant.slug}/projects.data`]) {
        const answer = await as(person).get(path);
        expect([path, answer.status, answer.text]).toEqual([path, 404, unknown.text]);
      }
      expect((await as(person).post("/switch", { tenant: tenant.slug })).status).toBe(404);
      expect((await as(person).get("/")).text).not.toContain(tenant.slug);
    }
  });

  it("leaves its slug to no other workspace, neither a new one nor a renamed one", async () => {
    const founding = await as(owner).post("/new", { name: "Again", slug: tenant.slug });
    expect([founding.status, founding.text.includes("taken")]).toEqual([400, true]);
    const other = await createTenant(app.db.admin, { owner });
    const renaming = await as(owner).post(`/${other.slug}/settings`, {
      name: "Other",
      slug: tenant.slug,
      hue: "1",
      version: "1",
    });
    expect([renaming.status, renaming.text.includes("This address is taken, or was once.")]).toEqual([
      400,
      true,
    ]);
  });
});
