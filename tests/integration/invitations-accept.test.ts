import { beforeAll, describe, expect, it } from "vitest";
import { newestMail, signUp } from "#tests/factories/accounts.ts";
import { deleteTenant, openTenant, suspendTenant } from "#tests/factories/closures.ts";
import { createInvitation, type TestInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { linkOf } from "#tests/harness/page.ts";

const app = useApp();
let owner: TestUser;
let tenant: TestTenant;
beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  tenant = await createTenant(app.db.admin, { owner }, { name: "Acme Works" });
});

const pathOf = (token: string) => `/invitations/${token}`;
const look = (token: string, person?: TestUser) => app.visitor(person?.cookie).get(pathOf(token));
const accept = (token: string, person?: TestUser) => app.visitor(person?.cookie).post(pathOf(token));
async function invited(given: { role?: "admin" | "viewer"; sentDaysAgo?: number; by?: TestUser } = {}) {
  const person = await createUser(app.db.admin, { name: "Ada Invited", isVerified: false });
  const invitation = await createInvitation(app.db.admin, {
    tenant,
    by: owner,
    email: person.email,
    ...given,
  });
  return { person, ...invitation };
}
async function rolesOf(person: TestUser, of = tenant) {
  const { rows } = await app.db.admin.query(
    "select role from control.memberships where tenant_id = $1 and user_id = $2",
    [of.id, person.id],
  );
  return rows.map(({ role }) => role);
}
const change = (sql: string, ...values: unknown[]) => app.db.admin.query(sql, values);

describe("the page behind a link", () => {
  it("says who invites to what, until when and for whom, and offers the ways in", async () => {
    const invitation = await createInvitation(app.db.admin, { tenant, by: owner, role: "viewer" });
    const { status, text, headers } = await look(invitation.mailed);
    expect(status).toBe(200);
    expect(text).toMatch(/Join <bdi>Acme Works<\/bdi>/);
    expect(text).toMatch(/<bdi>Olga Owner<\/bdi> invites you to be <!-- -->a viewer/);
    expect(text).toContain(invitation.email);
    expect(text).toContain(`href="/signup?invitation=${invitation.mailed}"`);
    expect(text).toContain(`href="/login?redirectTo=%2Finvitations%2F${invitation.mailed}"`);
    expect(text).not.toContain(tenant.slug);
    expect(headers.get("cache-control")).toBe("private, no-store");
  });

  it("is the uniform 404 for a link that never existed, signed in or not", async () => {
    const { person } = await invited();
    const unknown = await app.visitor(person.cookie).get("/no-such-page");
    const never = "A".repeat(43);
    for (const answer of [await look(never), await look(never, person), await accept("x", person)]) {
      expect([answer.status, answer.text]).toEqual([404, unknown.text]);
    }
    for (const token of ["%00x", "%ED%A0%80", "a".repeat(4_000), "..%2f"]) {
      expect([400, 404]).toContain((await look(token, person)).status);
    }
  });

  it("tells of an account with that email only by the mailed link", async () => {
    const { mailed, copied } = await invited();
    expect((await look(mailed)).text).toContain("You have an account with this address.");
    expect((await look(mailed)).text).not.toContain("Create an account");
    expect((await look(copied)).text).toContain("Create an account");
    expect((await look(copied)).text).not.toContain("You have an account");
  });

  it("tells another user whose it is, and lets them sign out and come back", async () => {
    const { email, mailed } = await invited();
    const eve = await createUser(app.db.admin);
    const { status, text } = await look(mailed, eve);
    expect(status).toBe(200);
    expect(text).toContain("This is for another account");
    for (const address of [email, eve.email]) expect(text).toContain(address);
    const refused = await accept(mailed, eve);
    expect([refused.status, refused.text.includes("This is for another account")]).toEqual([403, true]);
    expect(await rolesOf(eve)).toEqual([]);
    const visitor = app.visitor(eve.cookie);
    const out = await visitor.post("/logout", { redirectTo: pathOf(mailed) });
    expect([out.status, out.location, visitor.cookie]).toEqual([302, pathOf(mailed), ""]);
    // A member already has both ways.
    const inside = (await look(mailed, owner)).text;
    expect(linkOf(inside, "Open the workspace")).toBe(`/${tenant.slug}`);
    expect(inside).toContain("Sign out and come back");
  });
});

describe("accepting", () => {
  it.each(["mailed", "copied"] as const)(
    "by the %s link leads in, with the invited role and no more",
    async (link) => {
      const invitation = await invited({ role: "admin" });
      const { person } = invitation;
      expect((await look(invitation[link], person)).text).toContain("Accept invitation");
      const visitor = app.visitor(person.cookie);
      const answer = await visitor.post(pathOf(invitation[link]));
      expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}`]);
      expect((await visitor.get(`/${tenant.slug}`)).text).toContain("Welcome to Acme Works.");
      expect(await rolesOf(person)).toEqual(["admin"]);
      const { rows } = await app.db.admin.query(
        "select email_verified_at is not null as proved from control.users where id = $1",
        [person.id],
      );
      expect(rows[0].proved).toBe(link === "mailed");
    },
  );

  it("is noted as the user's own act", async () => {
    const { person, mailed, id } = await invited();
    const answer = await accept(mailed, person);
    const { rows } = await app.db.admin.query(
      `select verb, object_id as "objectId", request_id as "requestId" from tenant.audit_events
       where tenant_id = $1 and actor_id = $2 order by id`,
      [tenant.id, person.id],
    );
    const requestId = answer.headers.get("x-request-id");
    expect(rows).toEqual([
      { verb: "invitation.accepted", objectId: id, requestId },
      { verb: "member.joined", objectId: person.id, requestId },
    ]);
  });

  it("of 20 at once, by both links, makes one membership", async () => {
    const { person, mailed, copied } = await invited();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => accept(number % 2 ? mailed : copied, person)),
    );
    expect(answers.map(({ status, location }) => `${status} ${location}`)).toEqual(
      Array(20).fill(`302 /${tenant.slug}`),
    );
    expect(await rolesOf(person)).toHaveLength(1);
    const { rows } = await app.db.admin.query(
      "select count(*)::int as joined from tenant.audit_events where verb = 'member.joined' and actor_id = $1",
      [person.id],
    );
    expect(rows).toEqual([{ joined: 1 }]);
  });

  it("works just as well for a user who signed up by the plain form first", async () => {
    const { mailed, email } = await createInvitation(app.db.admin, { tenant, by: owner });
    const visitor = await signUp(app, { email });
    expect((await visitor.get(pathOf(mailed))).text).toContain("Accept invitation");
    expect((await visitor.post(pathOf(mailed))).location).toBe(`/${tenant.slug}`);
  });

  it("takes no other seat than the one it held", async () => {
    const full = await createTenant(app.db.admin, { owner }, { plan: "free" });
    const person = await createUser(app.db.admin);
    const { copied } = await createInvitation(app.db.admin, { tenant: full, by: owner, email: person.email });
    await createInvitation(app.db.admin, { tenant: full, by: owner });
    expect((await accept(copied, person)).location).toBe(`/${full.slug}`);
    expect(await rolesOf(person, full)).toEqual(["member"]);
  });

  it("asks those who are signed out to sign in and come back", async () => {
    const { mailed } = await invited();
    expect((await accept(mailed)).location).toBe(`/login?redirectTo=${encodeURIComponent(pathOf(mailed))}`);
  });

  it("by a member doubles nothing, keeps their role and settles the invitation", async () => {
    const { person, copied, id } = await invited({ role: "viewer" });
    await change("insert into control.memberships values ($1, $2, 'admin')", tenant.id, person.id);
    expect((await look(copied, person)).text).toContain("You belong to this workspace already.");
    const visitor = app.visitor(person.cookie);
    expect((await visitor.post(pathOf(copied))).location).toBe(`/${tenant.slug}`);
    expect((await visitor.get(`/${tenant.slug}`)).text).toContain("You belong to Acme Works already.");
    expect(await rolesOf(person)).toEqual(["admin"]);
    const { rows } = await app.db.admin.query("select accepted_by from control.invitations where id = $1", [
      id,
    ]);
    expect(rows).toEqual([{ accepted_by: person.id }]);
  });
});

async function expectClosed(
  { person, mailed, copied }: TestInvitation & { person: TestUser },
  words: string,
) {
  for (const token of [mailed, copied]) {
    for (const answer of [await look(token, person), await accept(token, person), await look(token)]) {
      expect([answer.status, answer.text.includes(words)]).toEqual([410, true]);
    }
  }
  expect(await rolesOf(person)).toEqual([]);
}

describe("an invitation is of no use, and says what to do,", () => {
  it("when it has expired", async () => {
    const invitation = await invited({ sentDaysAgo: 8 });
    await expectClosed(invitation, "This invitation has expired");
    expect((await look(invitation.mailed)).text).toMatch(/It expired <time[^>]*>yesterday<\/time>/);
  });

  it("when it was revoked", async () => {
    const invitation = await invited();
    await app
      .visitor(owner.cookie)
      .post(`/${tenant.slug}/members/invitations/${invitation.id}/pending`, { pending: "no" });
    await expectClosed(invitation, "This invitation was taken back");
  });

  it("when it was taken back with its inviter's right to invite, without naming the inviter", async () => {
    const admin = await createUser(app.db.admin, { name: "Adam Admin" });
    await change("insert into control.memberships values ($1, $2, 'admin')", tenant.id, admin.id);
    const invitation = await invited({ by: admin });
    await app.visitor(owner.cookie).post(`/${tenant.slug}/members/${admin.id}/remove`);
    await expectClosed(invitation, "This invitation was taken back");
    const { text } = await look(invitation.mailed);
    expect(text).toMatch(/ask an admin of <bdi>Acme Works<\/bdi>/);
    expect(text).not.toContain("<bdi>Adam Admin");
  });

  it("when its inviter was demoted or removed, even if it was not taken back", async () => {
    const admin = await createUser(app.db.admin, { name: "Adam Admin" });
    await change("insert into control.memberships values ($1, $2, 'admin')", tenant.id, admin.id);
    const invitation = await invited({ by: admin });
    await change("update control.memberships set role = 'member' where user_id = $1", admin.id);
    await expectClosed(invitation, "This invitation doesn&#x27;t count any more");
    await change("delete from control.memberships where user_id = $1", admin.id);
    await expectClosed(invitation, "This invitation doesn&#x27;t count any more");
    await change("insert into control.memberships values ($1, $2, 'owner')", tenant.id, admin.id);
    expect((await accept(invitation.mailed, invitation.person)).location).toBe(`/${tenant.slug}`);
  });

  it("while the workspace is suspended, and when it was deleted", async () => {
    const invitation = await invited();
    await suspendTenant(app.db.admin, tenant);
    await expectClosed(invitation, "This workspace is suspended");
    await deleteTenant(app.db.admin, tenant);
    await expectClosed(invitation, "This workspace was deleted");
    await openTenant(app.db.admin, tenant);
    expect((await accept(invitation.mailed, invitation.person)).location).toBe(`/${tenant.slug}`);
  });

  it("when it was used: its user is led into the workspace, others are told", async () => {
    const { person, mailed, copied } = await invited();
    await accept(copied, person);
    const again = await look(mailed, person);
    expect([
      again.status,
      again.text.includes("You are in already"),
      again.text.includes(`href="/${tenant.slug}"`),
    ]).toEqual([410, true, true]);
    expect((await accept(mailed, person)).location).toBe(`/${tenant.slug}`);
    const eve = await createUser(app.db.admin);
    expect((await look(mailed, eve)).text).toContain("Sign out and come back");
    const outside = await look(mailed);
    expect([outside.status, outside.text.includes("This invitation was used")]).toEqual([410, true]);
    expect(outside.text).toContain(`/login?redirectTo=${encodeURIComponent(pathOf(mailed))}`);
    await change("delete from control.memberships where user_id = $1", person.id);
    const later = await look(mailed, person);
    expect([later.status, later.text.includes("You accepted this before")]).toEqual([410, true]);
    expect((await accept(mailed, person)).status).toBe(410);
    expect(await rolesOf(person)).toEqual([]);
  });

  it("by a copied link, once sending again gave it this installation's secret: the mailed links work on", async () => {
    const { person, id, mailed, copied } = await invited({ sentDaysAgo: 1 });
    await app
      .visitor(owner.cookie)
      .post(`/${tenant.slug}/members/invitations/${id}/pending`, { pending: "yes" });
    expect((await look(mailed, person)).status).toBe(200);
    const { path } = await newestMail(app, person.email);
    expect((await look(path.replace("/invitations/", ""), person)).status).toBe(200);
    const page = await app.visitor(owner.cookie).get(`/${tenant.slug}/members/invitations/${id}`);
    expect((await look(/invitations\/([\w-]{43})/.exec(page.text)?.[1] ?? "", person)).status).toBe(200);
    // The factory's link was made with another secret; sending again gave it this installation's.
    expect((await look(copied)).status).toBe(404);
  });
});

it("an invitation that expires while its user waits for the lock is not accepted", async () => {
  const { person, copied, id } = await invited();
  const blocker = await app.db.admin.connect();
  await blocker.query("begin");
  await blocker.query("select from control.tenants where id = $1 for no key update", [tenant.id]);
  const accepting = accept(copied, person);
  await expect
    .poll(async () => (await app.db.admin.query("select from pg_locks where not granted")).rowCount)
    .toBeGreaterThan(0);
  await blocker.query("update control.invitations set expires_at = clock_timestamp() where id = $1", [id]);
  await blocker.query("commit");
  blocker.release();
  expect((await accepting).status).toBe(410);
  expect(await rolesOf(person)).toEqual([]);
});
