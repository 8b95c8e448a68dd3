import { randomBytes, randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it, test } from "vitest";
import { grantableRoles } from "#app/domain/invitation/policy.ts";
import { may, type Role, roleNames } from "#app/domain/membership/permissions.ts";
import { judgeRemoval, judgeRole, judgeTransfer, type Member } from "#app/domain/membership/policy.ts";
import { freeTenantsOfOwner } from "#app/domain/plan/plans.ts";
import { graceDays } from "#app/domain/tenant/deletion.ts";
import { writeTenant } from "#db/transaction.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useDatabase } from "#tests/harness/database.ts";
import { isLet } from "#tests/harness/statements.ts";

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

const lets = (role: Role, sql: string, values?: readonly unknown[]) =>
  isLet({ database: db.database, tenant, ...asking(people[role]) }, sql, values);

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
