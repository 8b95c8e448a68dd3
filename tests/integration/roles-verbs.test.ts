import { Client, type PoolClient } from "pg";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as membership from "#app/domain/membership/membership.ts";
import type { Outcome } from "#app/domain/outcome.ts";
import { withinTenant } from "#db/query.ts";
import { urlAs } from "#db/roles.ts";
import { type TenantWriter, writeTenant } from "#db/transaction.ts";
import { deleteTenant, suspendTenant } from "#tests/factories/closures.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";
import { notFoundIfNotEntered } from "#tests/harness/outcomes.ts";
import { statementsOn } from "#tests/harness/statements.ts";

const outcomeOf =
  <Given extends unknown[]>(verb: (...given: Given) => Promise<Outcome<unknown, string>>) =>
  async (...given: Given): Promise<string> => {
    const outcome = await verb(...given);
    return outcome.kind === "refused" ? outcome.reason : outcome.kind;
  };

const changeRole = outcomeOf(membership.changeRole);
const leaveTenant = outcomeOf(membership.leaveTenant);
const removeMember = outcomeOf(membership.removeMember);
const transferOwnership = outcomeOf(membership.transferOwnership);
const decreeRole = outcomeOf(membership.decreeRole);

const db = useDatabase();
let ada: TestUser;
let ben: TestUser;
let cy: TestUser;
beforeAll(async () => {
  ada = await createUser(db.admin, { name: "Ada" });
  ben = await createUser(db.admin, { name: "Ben" });
  cy = await createUser(db.admin, { name: "Cy" });
});

/** As a user whom the door let in, whatever has become of them since. */
async function as<T>(
  user: TestUser,
  tenant: TestTenant,
  work: (tx: TenantWriter) => Promise<T>,
): Promise<T | "not-found"> {
  const done = writeTenant({ database: db.database, tenant, ...asking(user) }, work);
  return done.catch((error) => notFoundIfNotEntered(error).kind);
}

async function rolesIn({ id }: TestTenant): Promise<Record<string, string>> {
  const { rows } = await db.admin.query(
    "select u.name, m.role from control.memberships m join control.users u on u.id = m.user_id where m.tenant_id = $1 order by 1",
    [id],
  );
  return Object.fromEntries(rows.map(({ name, role }) => [name, role]));
}

describe("a change of members", () => {
  it("is decided by the roles at that moment, not by those on the page", async () => {
    const tenant = await createTenant(db.admin, { owner: ada, admin: ben, viewer: cy });
    const demote = (tx: TenantWriter) => changeRole(tx, { userId: ben.id, role: "member" });
    expect(await as(ada, tenant, demote)).toBe("done");
    expect(await as(ben, tenant, (tx) => removeMember(tx, cy.id))).toBe("forbidden");
    expect(await as(ada, tenant, (tx) => removeMember(tx, ben.id))).toBe("done");
    expect(await as(ben, tenant, (tx) => removeMember(tx, cy.id))).toBe("not-found");
    expect(await as(ben, tenant, leaveTenant)).toBe("not-found");
    expect(await as(ada, tenant, demote)).toBe("not-found");
    expect(await as(ada, tenant, (tx) => transferOwnership(tx, ben.id))).toBe("not-a-member");
    expect(await rolesIn(tenant)).toEqual({ Ada: "owner", Cy: "viewer" });
  });

  it("that would leave no owner is told apart from one that is not allowed", async () => {
    const tenant = await createTenant(db.admin, { owner: ada, admin: ben });
    expect(await as(ada, tenant, (tx) => changeRole(tx, { userId: ada.id, role: "admin" }))).toBe(
      "last-owner",
    );
    expect(await as(ada, tenant, leaveTenant)).toBe("last-owner");
    expect(await as(ben, tenant, (tx) => removeMember(tx, ada.id))).toBe("forbidden");
    expect(await rolesIn(tenant)).toEqual({ Ada: "owner", Ben: "admin" });
  });

  it("hands the workspace over: one is an owner from then on, the other an admin", async () => {
    const tenant = await createTenant(db.admin, { owner: ada, viewer: ben });
    expect(await as(ada, tenant, (tx) => transferOwnership(tx, ben.id))).toBe("done");
    expect(await rolesIn(tenant)).toEqual({ Ada: "admin", Ben: "owner" });
    expect(await as(ada, tenant, (tx) => transferOwnership(tx, ada.id))).toBe("forbidden");
  });

  it("takes back the invitations that their inviter may no longer answer for", async () => {
    const tenant = await createTenant(db.admin, { owner: ada, admin: [ben, cy] });
    await createInvitation(db.admin, { tenant, by: ben, email: "by-ben@example.test" });
    await createInvitation(db.admin, { tenant, by: cy, email: "by-cy@example.test" });
    await createInvitation(db.admin, { tenant, by: ada, email: "by-ada@example.test" });
    await as(ada, tenant, (tx) => changeRole(tx, { userId: ben.id, role: "member" }));
    await as(cy, tenant, leaveTenant);
    const { rows } = await db.admin.query(
      "select email from control.invitations where tenant_id = $1 and revoked_at is null",
      [tenant.id],
    );
    expect(rows).toEqual([{ email: "by-ada@example.test" }]);
  });

  it("is noted in the audit log with its verb, its actor and its member", async () => {
    const tenant = await createTenant(db.admin, { owner: ada, member: [ben, cy] });
    await as(ada, tenant, (tx) => changeRole(tx, { userId: ben.id, role: "admin" }));
    await as(ada, tenant, (tx) => changeRole(tx, { userId: ben.id, role: "admin" }));
    await as(ben, tenant, (tx) => removeMember(tx, cy.id));
    await as(ben, tenant, leaveTenant);
    const { rows } = await db.admin.query(
      `select verb, actor_id as "by", object_id as "about", before, after from tenant.audit_events
       where tenant_id = $1 and verb <> 'member.added' and verb <> 'workspace.created' order by id`,
      [tenant.id],
    );
    expect(rows).toEqual([
      {
        verb: "member.role_changed",
        by: ada.id,
        about: ben.id,
        before: { role: "member" },
        after: { role: "admin" },
      },
      { verb: "member.removed", by: ben.id, about: cy.id, before: { role: "member" }, after: null },
      { verb: "member.left", by: ben.id, about: ben.id, before: { role: "admin" }, after: null },
    ]);
  });
});

describe("of two owners who, at the same instant,", () => {
  type Move = (tx: TenantWriter, other: TestUser) => Promise<string>;
  const moves: [string, Move, string[]][] = [
    [
      "demote each other",
      (tx, { id }) => changeRole(tx, { userId: id, role: "viewer" }),
      ["done", "forbidden"],
    ],
    [
      "demote themselves",
      (tx) => changeRole(tx, { userId: tx.userId, role: "member" }),
      ["done", "last-owner"],
    ],
    ["remove each other", (tx, { id }) => removeMember(tx, id), ["done", "not-found"]],
    ["leave", leaveTenant, ["done", "last-owner"]],
    // The second gives back what the first gave away.
    ["hand over to each other", (tx, { id }) => transferOwnership(tx, id), ["done", "done"]],
  ];

  it.each(moves)("%s: one of them stays owner", async (_what, move, expected) => {
    for (let round = 0; round < 20; round++) {
      const tenant = await createTenant(db.admin, { owner: [ada, ben] });
      const outcomes = await Promise.all([
        as(ada, tenant, (tx) => move(tx, ben)),
        as(ben, tenant, (tx) => move(tx, ada)),
      ]);
      expect(outcomes.sort()).toEqual(expected);
      expect(Object.values(await rolesIn(tenant)).filter((role) => role === "owner")).toHaveLength(1);
    }
  });
});

describe("the database keeps a tenant an owner", () => {
  const demoteAll = "update control.memberships set role = 'admin' where tenant_id = $1 and role = 'owner'";
  const removeAll = "delete from control.memberships where tenant_id = $1";
  const refused = { code: "23514", constraint: "keep_owner" };

  it.each([
    ["active", async () => {}],
    ["suspended", suspendTenant],
    ["deleted", deleteTenant],
  ])("against every change, in one that is %s", async (_status, close) => {
    const tenant = await createTenant(db.admin, { owner: ada, member: ben });
    await close(db.admin, tenant);
    for (const sql of [demoteAll, removeAll]) {
      await expect(db.admin.query(sql, [tenant.id])).rejects.toMatchObject(refused);
    }
    expect(await rolesIn(tenant)).toEqual({ Ada: "owner", Ben: "member" });
  });

  it("also inside the wall, where a user who has left sees no members", async () => {
    const end = (tx: TenantWriter) => tx.rows("select control.end_membership($1)", [tx.userId]);
    const tenant = await createTenant(db.admin, { owner: ada });
    await expect(as(ada, tenant, end)).rejects.toMatchObject(refused);
    const two = await createTenant(db.admin, { owner: [ada, ben] });
    await as(ada, two, end);
    expect(await rolesIn(two)).toEqual({ Ben: "owner" });
  });

  it("by what is left at commit, so that owners can be exchanged in any order", async () => {
    const tenant = await createTenant(db.admin, { owner: ada, admin: ben });
    const client = await db.admin.connect();
    try {
      await client.query(`begin; ${demoteAll.replace("$1", `'${tenant.id}'`)}`);
      await client.query(
        "update control.memberships set role = 'owner' where tenant_id = $1 and user_id = $2",
        [tenant.id, ben.id],
      );
      await client.query("commit");
    } finally {
      client.release();
    }
    expect(await rolesIn(tenant)).toEqual({ Ada: "admin", Ben: "owner" });
  });

  it("when two transactions that don't see each other remove one owner each", async () => {
    const tenant = await createTenant(db.admin, { owner: [ada, ben] });
    const [first, second] = [await db.admin.connect(), await db.admin.connect()];
    const take = (client: PoolClient, { id }: TestUser) =>
      client.query(
        `begin; delete from control.memberships where tenant_id = '${tenant.id}' and user_id = '${id}'`,
      );
    try {
      await Promise.all([take(first, ada), take(second, ben)]);
      await first.query("set constraints all immediate");
      const asked = expect(second.query("set constraints all immediate")).rejects.toMatchObject(refused);
      await vi.waitFor(async () => {
        const { rowCount } = await db.admin.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        expect(rowCount).toBe(1);
      });
      await first.query("commit");
      await asked;
      await second.query("rollback");
    } finally {
      first.release(true);
      second.release(true);
    }
    expect(await rolesIn(tenant)).toEqual({ Ben: "owner" });
  });

  it("except in the purge of that tenant, which no role that serves requests can use", async () => {
    const tenant = await createTenant(db.admin, { owner: ada });
    // As a later function with the operator's rights might do it.
    await db.admin.query(
      `create function control.remove_all(of_tenant uuid) returns void language sql security definer
         as 'delete from control.memberships where tenant_id = of_tenant';
       alter function control.remove_all owner to rowhouse_ops`,
    );
    const purge = async (role: "rowhouse_app" | "rowhouse_ops", purging?: string) => {
      const client = new Client({ connectionString: urlAs(role, db.url, db.secret) });
      await client.connect();
      try {
        await client.query("begin");
        if (purging) await client.query(`set local app.purging = '${purging}'`);
        await client.query("select control.remove_all($1)", [tenant.id]);
        await client.query("commit");
      } finally {
        await client.end();
      }
    };
    await expect(purge("rowhouse_ops")).rejects.toMatchObject(refused);
    await expect(purge("rowhouse_ops", ada.id)).rejects.toMatchObject(refused);
    await expect(purge("rowhouse_app", tenant.id)).rejects.toMatchObject(refused);
    await purge("rowhouse_ops", tenant.id);
    expect(await rolesIn(tenant)).toEqual({});
  });
});

it("the operator gives any role, and removes any member, as long as an owner stays", async () => {
  const tenant = await createTenant(db.admin, { owner: ada, viewer: ben });
  const decree = ({ id: userId }: TestUser, role: "owner" | "admin" | null) =>
    decreeRole(withinTenant(statementsOn(db.admin), tenant.id), { userId, role });
  expect(await decree(ada, null)).toBe("last-owner");
  expect(await decree(ada, "admin")).toBe("last-owner");
  expect(await decree(ada, "owner")).toBe("done");
  expect(await decree(cy, "admin")).toBe("not-found");
  expect(await decree(ben, "owner")).toBe("done");
  expect(await decree(ada, null)).toBe("done");
  expect(await rolesIn(tenant)).toEqual({ Ben: "owner" });
});
