import { randomUUIDv7 } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Role, roleNames } from "#app/domain/membership/permissions.ts";
import { freeTenantsOfOwner } from "#app/domain/plan/plans.ts";
import { newestMail } from "#tests/factories/accounts.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { createProject, createTask } from "#tests/factories/work.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let people: Record<Role, TestUser>;
let secondOwner: TestUser;
let outsider: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  const { admin } = app.db;
  people = {
    owner: await createUser(admin, { name: "Olga Owner" }),
    admin: await createUser(admin, { name: "Adam Admin" }),
    member: await createUser(admin, { name: "Mia Member" }),
    viewer: await createUser(admin, { name: "Vic Viewer" }),
  };
  secondOwner = await createUser(admin, { name: "Otto Owner" });
  outsider = await createUser(admin, { name: "Oda Outsider" });
});
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, people, { name: "The House" });
});

const as = (person: TestUser) => app.visitor(person.cookie);
const pageOf = ({ id }: { id: string }, action = "") => `/${tenant.slug}/members/${id}${action}`;

async function roleOf({ id }: TestUser): Promise<Role | undefined> {
  const { rows } = await app.db.admin.query(
    "select role from control.memberships where tenant_id = $1 and user_id = $2",
    [tenant.id, id],
  );
  return rows[0]?.role;
}

async function offered(looking: TestUser, at: TestUser): Promise<string[]> {
  const { text } = await as(looking).get(pageOf(at));
  const [, select = ""] = /<select[^>]*name="role"[^>]*>(.*?)<\/select>/.exec(text) ?? [];
  return [...select.matchAll(/value="(\w+)"/g)].map(([, role = ""]) => role);
}

describe("a member's page", () => {
  it("is there for every member of the workspace, and linked from the list", async () => {
    for (const role of roleNames) {
      const answer = await as(people[role]).get(pageOf(people.owner));
      expect([answer.status, answer.text.includes(people.owner.email)]).toEqual([200, true]);
    }
    const { text } = await as(people.viewer).get(`/${tenant.slug}/members`);
    for (const role of roleNames) expect(text).toContain(`href="${pageOf(people[role])}"`);
  });

  it("offers the roles that may be given, and nothing to those who may give none", async () => {
    expect(await offered(people.owner, people.viewer)).toEqual(["admin", "member", "viewer"]);
    expect(await offered(people.admin, people.admin)).toEqual(["admin", "member", "viewer"]);
    expect(await offered(people.admin, people.owner)).toEqual([]);
    expect(await offered(people.owner, people.owner)).toEqual([]);
    expect(await offered(people.member, people.viewer)).toEqual([]);
    const remove = async (looking: TestUser, at: TestUser) =>
      (await as(looking).get(pageOf(at))).text.includes(`action="${pageOf(at, "/remove")}"`);
    expect(await remove(people.admin, people.viewer)).toBe(true);
    expect(await remove(people.admin, people.owner)).toBe(false);
    expect(await remove(people.admin, people.admin)).toBe(false);
    expect(await remove(people.member, people.viewer)).toBe(false);
  });

  it("is the one 404 for a user who is not in the workspace, and for a malformed id", async () => {
    const unknown = await as(people.owner).get(`/${tenant.slug}/no/such/page`);
    for (const id of [outsider.id, randomUUIDv7(), "nobody", "1"]) {
      for (const path of [pageOf({ id }), pageOf({ id }, "/remove")]) {
        const answers = [
          await as(people.owner).get(path),
          await as(people.owner).post(path, { role: "viewer" }),
        ];
        for (const { status, text } of answers)
          expect([path, status, text]).toEqual([path, 404, unknown.text]);
      }
    }
  });
});

describe("a role", () => {
  it("is given by form, and confirmed", async () => {
    const visitor = as(people.admin);
    const answer = await visitor.post(pageOf(people.viewer), { role: "member" });
    expect([answer.status, answer.location]).toEqual([302, pageOf(people.viewer)]);
    expect((await visitor.get(pageOf(people.viewer))).text).toContain("Vic Viewer is a member now.");
    expect(await roleOf(people.viewer)).toBe("member");
  });

  it.each(roleNames)(
    "can't be given to a member above the actor, nor be owner, whatever is sent: %s",
    async (actor) => {
      const mayGive = actor === "owner" || actor === "admin";
      for (const role of roleNames) {
        const { status } = await as(people[actor]).post(pageOf(people.member), { role });
        expect([role, status]).toEqual([role, mayGive && role !== "owner" ? 302 : 403]);
      }
      expect(await roleOf(people.member)).toBe(mayGive ? "viewer" : "member");
      const above = await as(people[actor]).post(pageOf(people.owner), { role: "viewer" });
      expect([above.status, await roleOf(people.owner)]).toEqual([actor === "owner" ? 400 : 403, "owner"]);
    },
  );

  it.each<Record<string, string>>([{}, { role: "" }, { role: "king" }, { role: "owner\0" }])(
    "is not %j: 400",
    async (fields) => {
      expect((await as(people.owner).post(pageOf(people.viewer), fields)).status).toBe(400);
      expect(await roleOf(people.viewer)).toBe("viewer");
    },
  );

  it("that was taken away is gone at the next request, which is 403", async () => {
    const demoted = as(people.admin);
    expect((await demoted.get(`/${tenant.slug}/settings`)).status).toBe(200);
    await as(people.owner).post(pageOf(people.admin), { role: "viewer" });
    expect((await demoted.get(`/${tenant.slug}/settings`)).status).toBe(403);
    expect((await demoted.post(pageOf(people.member), { role: "viewer" })).status).toBe(403);
    expect((await demoted.post(`/${tenant.slug}/projects/new`, { name: "Late" })).status).toBe(403);
    expect((await demoted.get(`/${tenant.slug}`)).status).toBe(200);
  });

  it("of owner can be laid down only while another owner stays; the last one is told what to do first", async () => {
    const answer = await as(people.owner).post(pageOf(people.owner), { role: "admin" });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("You are the only owner of this workspace");
    expect(answer.text).toContain(`href="/${tenant.slug}/danger/transfer"`);
    await app.db.admin.query(
      "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')",
      [tenant.id, secondOwner.id],
    );
    expect(await offered(people.owner, people.owner)).toEqual([...roleNames]);
    expect((await as(people.owner).post(pageOf(secondOwner), { role: "member" })).status).toBe(302);
    expect([await roleOf(people.owner), await roleOf(secondOwner)]).toEqual(["owner", "member"]);
  });
});

describe("a removed member", () => {
  const remove = (by: TestUser, { id }: TestUser) => as(by).post(pageOf({ id }, "/remove"));

  it("is out at the next request, in every tab, and still in other workspaces in the same session", async () => {
    const elsewhere = await createTenant(app.db.admin, { owner: people.member });
    const removed = as(people.member);
    const unknown = await removed.get("/never-existed");
    expect((await removed.get(`/${tenant.slug}/projects`)).status).toBe(200);
    const answer = await remove(people.admin, people.member);
    expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}/members`]);
    for (const path of ["", "/projects", "/projects.data", "/projects/_.data", ".data", "/members/leave"]) {
      const { status, text } = await removed.get(`/${tenant.slug}${path}`);
      expect([path, status, text]).toEqual([path, 404, unknown.text]);
    }
    expect((await removed.post(`/${tenant.slug}/projects/new`, { name: "Late" })).status).toBe(404);
    expect((await removed.get(`/${elsewhere.slug}/projects`)).status).toBe(200);
    expect((await removed.get("/")).text).not.toContain(tenant.slug);
  });

  it("leaves their name on what they did", async () => {
    const project = await createProject(app.db.admin, { tenant, by: people.member });
    const task = await createTask(app.db.admin, { tenant, by: people.member, projectId: project.id });
    await remove(people.owner, people.member);
    const { text } = await as(people.viewer).get(`/${tenant.slug}/projects/${project.id}/tasks/${task.id}`);
    expect(text).toContain("Mia Member");
    expect((await as(people.viewer).get(`/${tenant.slug}/members`)).text).not.toContain("Mia Member");
  });

  it("is asked about first where there are no scripts, and never ranks above the actor", async () => {
    const page = await as(people.admin).get(pageOf(people.viewer, "/remove"));
    expect([page.status, page.text.includes("Remove “<bdi>Vic Viewer</bdi>”?")]).toEqual([200, true]);
    expect((await as(people.admin).get(pageOf(people.owner, "/remove"))).status).toBe(403);
    expect((await remove(people.admin, people.owner)).status).toBe(403);
    expect((await remove(people.member, people.viewer)).status).toBe(403);
    expect((await remove(people.owner, people.owner)).status).toBe(403);
    expect([await roleOf(people.owner), await roleOf(people.viewer)]).toEqual(["owner", "viewer"]);
  });
});

describe("leaving", () => {
  it.each(["admin", "member", "viewer"] as const)("is open to every other role: %s", async (role) => {
    const visitor = as(people[role]);
    expect((await visitor.get(`/${tenant.slug}/members`)).text).toContain(
      `href="/${tenant.slug}/members/leave"`,
    );
    expect((await visitor.get(`/${tenant.slug}/members/leave`)).text).toContain(
      "Leave “<bdi>The House</bdi>”?",
    );
    const answer = await visitor.post(`/${tenant.slug}/members/leave`);
    expect([answer.status, answer.location]).toEqual([302, "/"]);
    expect((await visitor.get("/")).text).toContain("You have left The House.");
    expect((await visitor.get(`/${tenant.slug}`)).status).toBe(404);
  });

  it("is not open to the last owner, who is told so before and after", async () => {
    const visitor = as(people.owner);
    expect((await visitor.get(`/${tenant.slug}/members`)).text).not.toContain("members/leave");
    for (const answer of [
      await visitor.get(`/${tenant.slug}/members/leave`),
      await visitor.post(`/${tenant.slug}/members/leave`),
    ]) {
      expect(answer.text).toContain("You are the only owner of this workspace");
      expect(answer.text).toContain(`href="/${tenant.slug}/danger/transfer"`);
      expect(answer.text).not.toContain("You lose access at once");
    }
    expect(await roleOf(people.owner)).toBe("owner");
  });
});

describe("ownership", () => {
  const transfer = (by: TestUser, fields: Record<string, string>) =>
    as(by).post(`/${tenant.slug}/danger/transfer`, { confirmation: tenant.slug, ...fields });

  it("is handed to a member, who is the owner from then on", async () => {
    const visitor = as(people.owner);
    const page = await visitor.get(`/${tenant.slug}/danger/transfer?to=${people.viewer.id}`);
    expect(page.text).toMatch(new RegExp(`value="${people.viewer.id}" selected`));
    const answer = await transfer(people.owner, { userId: people.viewer.id });
    expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}/members`]);
    expect([await roleOf(people.owner), await roleOf(people.viewer)]).toEqual(["admin", "owner"]);
    expect((await visitor.get(`/${tenant.slug}/billing`)).status).toBe(403);
    expect((await as(people.viewer).get(`/${tenant.slug}/billing`)).status).toBe(200);
    const mail = await newestMail(app, people.viewer.email);
    expect([mail.subject, mail.path]).toEqual([
      `You own the workspace “${tenant.name}” now`,
      `/${tenant.slug}`,
    ]);
  });

  it("goes to no user who owns as many free workspaces as one may, also at once", async () => {
    const heir = await createUser(app.db.admin);
    const givers = await Promise.all(Array.from({ length: 4 }, () => createUser(app.db.admin)));
    for (let owned = 0; owned < freeTenantsOfOwner - 1; owned++)
      await createTenant(app.db.admin, { owner: heir }, { plan: "free" });
    const given = await Promise.all(
      givers.map((giver) => createTenant(app.db.admin, { owner: giver, member: heir }, { plan: "free" })),
    );
    const answers = await Promise.all(
      givers.map((giver, number) =>
        as(giver).post(`/${given[number]?.slug}/danger/transfer`, {
          confirmation: given[number]?.slug ?? "",
          userId: heir.id,
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([302, 402, 402, 402]);
    expect(answers.find(({ status }) => status === 402)?.text).toContain(
      "This person owns 10 workspaces on the free plan, which is the most. Choose another person.",
    );
    const paid = await createTenant(app.db.admin, { owner: people.owner, member: heir });
    const sold = await as(people.owner).post(`/${paid.slug}/danger/transfer`, {
      confirmation: paid.slug,
      userId: heir.id,
    });
    expect(sold.status).toBe(302);
  });

  it("stays where it is unless the slug is typed, and a member of the workspace chosen", async () => {
    const wrong: [Record<string, string>, string][] = [
      [
        { userId: people.admin.id, confirmation: "" },
        `Type ${tenant.slug} to confirm that it is this workspace`,
      ],
      [
        { userId: people.admin.id, confirmation: tenant.name },
        `Type ${tenant.slug} to confirm that it is this workspace`,
      ],
      [{ userId: "" }, "Choose who it will be."],
      [{ userId: "nobody" }, "Choose who it will be."],
      [{ userId: outsider.id }, "Choose a person who is in this workspace."],
      [{ userId: randomUUIDv7() }, "Choose a person who is in this workspace."],
    ];
    for (const [fields, words] of wrong) {
      const answer = await transfer(people.owner, fields);
      expect([fields, answer.status, answer.text.includes(words)]).toEqual([fields, 400, true]);
    }
    expect([await roleOf(people.owner), await roleOf(people.admin)]).toEqual(["owner", "admin"]);
    expect((await newestMail(app, people.admin.email)).subject).toBe("");
  });

  it("can't be given by other roles, nor by owners to themselves", async () => {
    for (const role of ["admin", "member", "viewer"] as const) {
      expect((await as(people[role]).get(`/${tenant.slug}/danger/transfer`)).status).toBe(403);
      expect((await transfer(people[role], { userId: people[role].id })).status).toBe(403);
    }
    expect((await transfer(people.owner, { userId: people.owner.id })).status).toBe(403);
    expect(await roleOf(people.owner)).toBe("owner");
  });

  it("has no member to go to where an owner is alone", async () => {
    const alone = await createTenant(app.db.admin, { owner: people.owner });
    const { text } = await as(people.owner).get(`/${alone.slug}/danger/transfer`);
    expect(text).toContain("Nobody else is in this workspace yet.");
  });
});
