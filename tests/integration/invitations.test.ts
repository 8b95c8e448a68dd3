import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { PlanName } from "#app/domain/plan/plans.ts";
import { newestMail } from "#tests/factories/accounts.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let owner: TestUser;
let admin: TestUser;
let member: TestUser;
beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  admin = await createUser(app.db.admin, { name: "Adam Admin" });
  member = await createUser(app.db.admin, { name: "Mia Member" });
});

const acme = (plan: PlanName = "pro") => createTenant(app.db.admin, { owner, admin, member }, { plan });
const someone = () => `${randomUUID()}@example.test`;
const invite = (tenant: TestTenant, email: string, role = "member", by = owner) =>
  app.visitor(by.cookie).post(`/${tenant.slug}/members`, { email, role });
async function confirmed(tenant: TestTenant, email: string, by = owner): Promise<string> {
  const visitor = app.visitor(by.cookie);
  const answer = await visitor.post(`/${tenant.slug}/members`, { email, role: "member" });
  expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}/members`]);
  return (await visitor.get(answer.location ?? "")).text;
}
async function invitationsOf({ id }: TestTenant) {
  const { rows } = await app.db.admin.query(
    `select email, role, invited_by as "invitedBy", expires_at - now() > interval '6 days 23 hours' as "isFresh"
     from control.invitations where tenant_id = $1 and accepted_at is null and revoked_at is null order by email`,
    [id],
  );
  return rows;
}
async function mailsTo(emails: string[]): Promise<number> {
  const { rowCount } = await app.db.admin.query("select from control.mails where to_email = any($1)", [
    emails,
  ]);
  return rowCount ?? 0;
}

describe("inviting", () => {
  it("keeps an invitation for a week, mails a link, and shows who is invited", async () => {
    const tenant = await acme();
    const email = someone();
    const text = await confirmed(tenant, ` ${email.toUpperCase()} `);
    expect(text).toContain(`${email} is invited.`);
    expect(text).toContain("3 people and 1 invited, of 100 on the pro plan.");
    expect(await invitationsOf(tenant)).toEqual([
      { email, role: "member", invitedBy: owner.id, isFresh: true },
    ]);
    const mail = await newestMail(app, email);
    expect(mail.subject).toBe("Olga Owner invites you to “Acme” on Rowhouse");
    expect(mail.path).toMatch(/^\/invitations\/[\w-]{43}$/);
    const { rows } = await app.db.admin.query(
      "select from graphile_worker.jobs j join control.mails m on j.key = 'mail:' || m.id where m.to_email = $1",
      [email],
    );
    expect(rows).toHaveLength(1);
  });

  it("takes many emails at once, as people paste them, and lists them alphabetically", async () => {
    const tenant = await acme();
    const [ada, bob, cyd] = [`ada-${someone()}`, `bob-${someone()}`, `cyd-${someone()}`];
    const text = await confirmed(tenant, `Cyd Byron <${cyd}>, "Stone, Ada" <${ada}>;\r\n${bob} ${cyd}`);
    expect(text).toContain("3 people are invited.");
    expect([...new Set(text.match(/(ada|bob|cyd)-[\w-]+@example\.test/g))]).toEqual([ada, bob, cyd]);
    expect((await invitationsOf(tenant)).map(({ email }) => email)).toEqual([ada, bob, cyd]);
    expect(await mailsTo([ada, bob, cyd])).toBe(3);
  });

  it("is refused whole if one of them is no email, and the form keeps what was typed", async () => {
    const tenant = await acme();
    const good = someone();
    const answer = await invite(tenant, `${good}, not-an-address, <x@y>`, "viewer");
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(
      "These are no email addresses: “not-an-address”, “x@y”. Nobody was invited.",
    );
    expect(answer.text).toContain(`>${good}, not-an-address, &lt;x@y&gt;</textarea>`);
    expect(answer.text).toMatch(/<option[^>]* selected=""[^>]*>Viewer/);
    expect([await invitationsOf(tenant), await mailsTo([good])]).toEqual([[], 0]);
  });

  it.each([
    ["none", " ,;\n", "Enter an email address."],
    ["more than 50", Array.from({ length: 51 }, someone).join("\n"), "Enter at most 50 addresses at once."],
    ["a novel", "a".repeat(20_001), "Enter at most 50 addresses at once."],
  ])("takes 1 to 50 emails, and not %s", async (_what, email, problem) => {
    const tenant = await acme();
    const answer = await invite(tenant, email);
    expect([answer.status, answer.text.includes(problem)]).toEqual([400, true]);
    expect(await invitationsOf(tenant)).toEqual([]);
  });

  it("takes exactly 50", async () => {
    const busy = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { admin: busy });
    expect(await confirmed(tenant, Array.from({ length: 50 }, someone).join("\n"), busy)).toContain(
      "50 people are invited.",
    );
  });

  it("says clearly which emails are members', invited or the actor's own, and doubles nothing", async () => {
    const tenant = await acme();
    const { email: invited } = await createInvitation(app.db.admin, { tenant, by: admin });
    const answers = await Promise.all(
      [owner.email, member.email, invited].map((email) => invite(tenant, email)),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(answers[0]?.text).toContain("That is your own address, and you are in already.");
    expect(answers[1]?.text).toContain(`${member.email} is in this workspace already.`);
    expect(answers[2]?.text).toContain(`${invited} is invited already.`);
    const all = await invite(tenant, `${owner.email}, ${member.email}, ${invited}`);
    expect(all.text).toContain(
      `Nobody was invited: ${owner.email} (that is you), ${member.email} (in already), ${invited} (invited already).`,
    );
    expect(await invitationsOf(tenant)).toHaveLength(1);
    expect(await mailsTo([owner.email, member.email, invited])).toBe(0);
  });

  it("invites the others, and says which emails were left out and why", async () => {
    const tenant = await acme();
    const email = someone();
    const { status, text } = await invite(tenant, `${member.email}, ${email}`, "viewer");
    expect(status).toBe(200);
    expect(text).toMatch(new RegExp(`${email} is invited\\.</strong><p>Not invited:</p>`));
    expect(text).toContain(`<li>${member.email}: in already</li>`);
    expect(text).toMatch(/<textarea[^>]*name="email"[^>]*><\/textarea>/);
    expect((await invitationsOf(tenant)).map((invitation) => invitation.email)).toEqual([email]);
  });

  it("names each email in the page, however many are left out", async () => {
    const busy = await createUser(app.db.admin);
    const tenant = await createTenant(app.db.admin, { admin: busy });
    const many = Array.from({ length: 49 }, someone);
    await invite(tenant, many.join(" "), "viewer", busy);
    const { text } = await invite(tenant, [someone(), ...many].join(" "), "viewer", busy);
    for (const email of many) expect(text).toContain(`<li>${email}: invited already</li>`);
  });

  it("replaces an invitation that has expired", async () => {
    const tenant = await acme();
    const { email } = await createInvitation(app.db.admin, { tenant, by: admin, sentDaysAgo: 8 });
    await confirmed(tenant, email);
    expect(await invitationsOf(tenant)).toMatchObject([{ email, invitedBy: owner.id, isFresh: true }]);
  });

  it("of one email by 20 at once happens once", async () => {
    const tenant = await acme();
    const email = someone();
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite(tenant, email)));
    expect(answers.map(({ status }) => status).sort()).toEqual([302, ...Array(19).fill(400)]);
    expect([(await invitationsOf(tenant)).length, await mailsTo([email])]).toEqual([1, 1]);
  });
});

describe("seats", () => {
  it("must be there for all, or none is invited: 402 with how many are left and the way up", async () => {
    const tenant = await createTenant(app.db.admin, { owner }, { plan: "free" });
    const emails = [someone(), someone(), someone()];
    const answer = await invite(tenant, emails.join(","));
    expect(answer.status).toBe(402);
    expect(answer.text).toContain("Acme has room for 2 more of its 3 members on the free plan.");
    expect(answer.text).toContain("or move to a larger plan.");
    expect(answer.text).toContain(`>${emails.join(",")}</textarea>`);
    expect([await invitationsOf(tenant), await mailsTo(emails)]).toEqual([[], 0]);
    expect((await invite(tenant, `${emails[0]} ${emails[1]}`)).status).toBe(302);
    const full = await invite(tenant, emails[2] ?? "");
    expect([full.status, full.text.includes("Acme has reached its 3 members on the free plan.")]).toEqual([
      402,
      true,
    ]);
  });

  it("are never exceeded by 20 who invite at once", async () => {
    const tenant = await createTenant(app.db.admin, { owner }, { plan: "starter" });
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite(tenant, someone())));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(9).fill(302),
      ...Array(11).fill(402),
    ]);
    expect(await invitationsOf(tenant)).toHaveLength(9);
  });
});

describe("an invitation", () => {
  it("can be sent by owners and admins, and never to owner", async () => {
    const tenant = await acme();
    const statuses = async (by: TestUser) =>
      Promise.all(
        ["owner", "admin", "member", "viewer", "king", ""].map(
          async (role) => (await invite(tenant, someone(), role, by)).status,
        ),
      );
    expect(await statuses(owner)).toEqual([400, 302, 302, 302, 400, 400]);
    expect(await statuses(admin)).toEqual([400, 302, 302, 302, 400, 400]);
    expect(await statuses(member)).toEqual([403, 403, 403, 403, 403, 403]);
  });

  it("is seen by every member, but links and buttons are for those who may invite", async () => {
    const tenant = await acme();
    const email = someone();
    await invite(tenant, email);
    const { rows } = await app.db.admin.query("select id from control.invitations where email = $1", [email]);
    const page = async (person: TestUser) =>
      (await app.visitor(person.cookie).get(`/${tenant.slug}/members`)).text;
    const [seen, managed] = [await page(member), await page(admin)];
    for (const text of [seen, managed]) expect(text).toContain(email);
    expect(managed).toContain(`/members/invitations/${rows[0].id}`);
    expect(managed).toContain(`${app.origin}/invitations/`);
    expect(seen).not.toMatch(/\/invitations\/|Invite people/);
    const path = `/${tenant.slug}/members/invitations/${rows[0].id}`;
    for (const one of [path, `${path}/pending`]) {
      expect((await app.visitor(member.cookie).get(one)).status).toBe(403);
      for (const pending of ["yes", "no"])
        expect((await app.visitor(member.cookie).post(one, { pending })).status).toBeGreaterThanOrEqual(403);
    }
  });
});
