import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let owner: TestUser;
let secondOwner: TestUser;
let admin: TestUser;
let tenant: TestTenant;

beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  secondOwner = await createUser(app.db.admin, { name: "Otto Owner" });
  admin = await createUser(app.db.admin, { name: "Adam Admin" });
});
beforeEach(async () => {
  tenant = await createTenant(app.db.admin, { owner, admin });
});

const as = (person: TestUser) => app.visitor(person.cookie);
const pageOf = ({ id }: { id: string }, action = "") => `/${tenant.slug}/members/${id}${action}`;

describe("the invitations that a member sent", () => {
  const invite = (by: TestUser, howMany: number) =>
    Promise.all(Array.from({ length: howMany }, () => createInvitation(app.db.admin, { tenant, by })));
  const takenBack = "that they sent and nobody has accepted yet";

  it("are taken back when that member may no longer invite, and the actor is told before and after", async () => {
    await invite(admin, 2);
    await invite(owner, 1);
    const visitor = as(owner);
    expect((await visitor.get(pageOf(admin))).text).toContain(`2 invitations ${takenBack} are taken back.`);
    await visitor.post(pageOf(admin), { role: "viewer" });
    const { text } = await visitor.get(pageOf(admin));
    expect(text).toContain("Adam Admin is a viewer now. 2 invitations were taken back with it.");
    expect(text).not.toContain(takenBack);
  });

  it("are counted for the actor who removes that member", async () => {
    await invite(admin, 1);
    const visitor = as(owner);
    for (const action of ["", "/remove"]) {
      const { text } = await visitor.get(pageOf(admin, action));
      expect(text).toContain(`under their name. 1 invitation ${takenBack} is taken back.`);
    }
    const { location } = await visitor.post(pageOf(admin, "/remove"));
    expect((await visitor.get(location ?? "")).text).toContain(
      "Adam Admin is removed. 1 invitation was taken back with it.",
    );
  });

  it("are counted for that member before they leave", async () => {
    await invite(admin, 3);
    for (const path of [pageOf(admin), `/${tenant.slug}/members/leave`]) {
      expect((await as(admin).get(path)).text).toContain(
        "3 invitations that you sent and nobody has accepted yet are taken back.",
      );
    }
  });

  it("stay, and are not mentioned, when that member may still invite", async () => {
    await invite(owner, 1);
    await app.db.admin.query(
      "insert into control.memberships (tenant_id, user_id, role) values ($1, $2, 'owner')",
      [tenant.id, secondOwner.id],
    );
    const visitor = as(secondOwner);
    await visitor.post(pageOf(owner), { role: "admin" });
    const { text } = await visitor.get(pageOf(owner));
    expect(text).toContain("Olga Owner is an admin now.");
    expect(text).not.toContain("with it.");
    expect(text).toContain(`1 invitation ${takenBack} is taken back.`);
  });
});
