import { beforeAll, describe, expect, it } from "vitest";
import {
  addInvitation,
  renewInvitation,
  revokeInvitation,
  revokeUngrantable,
} from "#app/domain/invitation/invitation.ts";
import { grantableRoles, invitedRoles } from "#app/domain/invitation/policy.ts";
import { invitationById, pendingPage, standingsOf } from "#app/domain/invitation/reads.ts";
import { addMember } from "#app/domain/membership/membership.ts";
import { roleNames } from "#app/domain/membership/permissions.ts";
import { limitReached, usedOf } from "#app/domain/plan/limits.ts";
import { withinTenant } from "#db/query.ts";
import { readTenant, writeTenant } from "#db/transaction.ts";
import { createInvitation, linkKey } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";
import { asOperator, useOperator } from "#tests/harness/operator.ts";

const db = useDatabase();
const operator = useOperator(db);
let owner: TestUser;
beforeAll(async () => {
  owner = await createUser(db.admin);
});

const entryOf = (tenant: TestTenant, user = owner) => ({ database: db.database, tenant, ...asking(user) });
const usedIn = (tenant: TestTenant) => readTenant(entryOf(tenant), (tx) => usedOf(tx, "members"));
const invite = (tenant: TestTenant, email: string) =>
  writeTenant(entryOf(tenant), (tx) => addInvitation(tx, { email, role: "member", linkKey }));
const emailsIn = async (tenant: TestTenant) =>
  (await readTenant(entryOf(tenant), (tx) => pendingPage(tx, { page: 1 }))).rows.map(({ email }) => email);

describe("seats", () => {
  it("are held by open invitations, and given back by those that are revoked or have expired", async () => {
    const tenant = await createTenant(db.admin, { owner }, { plan: "free" });
    const id = await invite(tenant, "open@example.test");
    await createInvitation(db.admin, { tenant, by: owner, sentDaysAgo: 8 });
    expect(await usedIn(tenant)).toBe(2);
    await invite(tenant, "another@example.test");
    const ask = () => writeTenant(entryOf(tenant), (tx) => limitReached(tx, "members"));
    expect(await ask()).toEqual({ limit: "members", allowed: 3, left: 0, plan: "free" });
    await writeTenant(entryOf(tenant), (tx) => revokeInvitation(tx, { id }));
    expect([await ask(), await usedIn(tenant)]).toEqual([null, 2]);
  });

  it("never exceed the plan, however many invite and add at once", async () => {
    const tenant = await createTenant(db.admin, { owner }, { plan: "starter" });
    const people = await Promise.all(Array.from({ length: 10 }, () => createUser(db.admin)));
    const invitations = Array.from({ length: 10 }, (_, number) =>
      writeTenant(entryOf(tenant), async (tx) => {
        if (await limitReached(tx, "members")) return false;
        await addInvitation(tx, {
          email: `p${number}@example.test`,
          role: "member",
          linkKey,
        });
        return true;
      }),
    );
    const additions = people.map(({ id: userId }) =>
      asOperator(
        operator,
        async (tx) =>
          (await addMember(withinTenant(tx, tenant.id), { userId, role: "member" })).kind === "done",
      ),
    );
    const done = await Promise.all([...invitations, ...additions]);
    expect(done.filter(Boolean)).toHaveLength(9);
    expect(await usedIn(tenant)).toBe(10);
  });

  it("are kept for the invited user: adding them takes no second seat, and settles the invitation", async () => {
    const tenant = await createTenant(db.admin, { owner }, { plan: "free" });
    const invited = await createUser(db.admin);
    const stranger = await createUser(db.admin);
    const { id } = await createInvitation(db.admin, {
      tenant,
      by: owner,
      email: invited.email,
      role: "admin",
    });
    await createInvitation(db.admin, { tenant, by: owner });
    const add = ({ id: userId }: TestUser) =>
      asOperator(operator, (tx) => addMember(withinTenant(tx, tenant.id), { userId, role: "viewer" }));
    expect((await add(stranger)).kind).toBe("over-limit");
    expect((await add(invited)).kind).toBe("done");
    expect(await usedIn(tenant)).toBe(3);
    const { rows } = await db.admin.query(
      `select accepted_by as "acceptedBy" from control.invitations where id = $1`,
      [id],
    );
    expect(rows).toEqual([{ acceptedBy: invited.id }]);
  });

  it("are not kept by an expired invitation, which is settled all the same", async () => {
    const tenant = await createTenant(db.admin, { owner }, { plan: "free" });
    const late = await createUser(db.admin);
    await createInvitation(db.admin, { tenant, by: owner, email: late.email, sentDaysAgo: 8 });
    await invite(tenant, "one@example.test");
    const add = () =>
      asOperator(operator, (tx) =>
        addMember(withinTenant(tx, tenant.id), { userId: late.id, role: "viewer" }),
      );
    const id = await invite(tenant, "two@example.test");
    expect((await add()).kind).toBe("over-limit");
    await writeTenant(entryOf(tenant), (tx) => revokeInvitation(tx, { id }));
    expect((await add()).kind).toBe("done");
    expect(await emailsIn(tenant)).toEqual(["one@example.test"]);
  });
});

describe("an invitation", () => {
  it("blocks another one to the same email until it has expired, and is then replaced", async () => {
    const tenant = await createTenant(db.admin, { owner });
    const first = await createInvitation(db.admin, {
      tenant,
      by: owner,
      email: "again@example.test",
      sentDaysAgo: 8,
    });
    const emails = ["again@example.test", owner.email, "new@example.test"];
    const standings = () => readTenant(entryOf(tenant), (tx) => standingsOf(tx, emails));
    expect([...(await standings())]).toEqual([[owner.email, "member"]]);
    await invite(tenant, "again@example.test");
    expect((await standings()).get("again@example.test")).toBe("invited");
    expect(await emailsIn(tenant)).toEqual(["again@example.test"]);
    const found = await readTenant(entryOf(tenant), (tx) => invitationById.first(tx, { id: first.id }));
    expect(found).toMatchObject({ status: "revoked", isExpired: true, email: "again@example.test" });
  });

  it("is renewed in the name of the member who sends it again", async () => {
    const admin = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner, admin });
    const { id } = await createInvitation(db.admin, { tenant, by: owner, sentDaysAgo: 8 });
    await writeTenant(entryOf(tenant, admin), (tx) => renewInvitation(tx, { id, linkKey }));
    const found = await readTenant(entryOf(tenant), (tx) => invitationById.first(tx, { id }));
    expect(found).toMatchObject({ status: "pending", isExpired: false, invitedBy: admin.id });
  });

  it("is taken back when its inviter loses the right to make it", async () => {
    const admin = await createUser(db.admin);
    const tenant = await createTenant(db.admin, { owner, admin });
    await createInvitation(db.admin, { tenant, by: owner, email: "by-owner@example.test" });
    await createInvitation(db.admin, { tenant, by: admin, email: "by-admin@example.test", role: "admin" });
    const become = (role: "owner" | "member" | null) =>
      writeTenant(entryOf(tenant), (tx) => revokeUngrantable(tx, { userId: admin.id, role }));
    expect(await become("owner")).toBe(0);
    expect(await emailsIn(tenant)).toHaveLength(2);
    expect(await become("member")).toBe(1);
    expect(await emailsIn(tenant)).toEqual(["by-owner@example.test"]);
    await createInvitation(db.admin, { tenant, by: admin, email: "left@example.test" });
    await become(null);
    expect(await emailsIn(tenant)).toEqual(["by-owner@example.test"]);
  });

  it("is noted in the audit log at each step, without its secrets", async () => {
    const tenant = await createTenant(db.admin, { owner });
    const id = await invite(tenant, "noted@example.test");
    await writeTenant(entryOf(tenant), (tx) => renewInvitation(tx, { id, linkKey }));
    await writeTenant(entryOf(tenant), (tx) => revokeInvitation(tx, { id }));
    const { rows } = await db.admin.query(
      "select verb, object_name as name, before, after from tenant.audit_events where tenant_id = $1 and object_type = 'invitation' order by id",
      [tenant.id],
    );
    expect(rows.map(({ verb, name }) => `${verb} ${name}`)).toEqual([
      "invitation.created noted@example.test",
      "invitation.resent noted@example.test",
      "invitation.revoked noted@example.test",
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/hash/);
  });
});

it("the database lets the same people grant the same roles as the policy", async () => {
  for (const granter of roleNames) {
    const { rows } = await db.admin.query<{ role: string }>(
      "select role from unnest($2::text[]) role where control.may_grant($1, role)",
      [granter, invitedRoles],
    );
    expect(rows.map(({ role }) => role)).toEqual(grantableRoles(granter));
  }
});
