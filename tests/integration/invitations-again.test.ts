import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { newestMail } from "#tests/factories/accounts.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { linkOf } from "#tests/harness/page.ts";

const app = useApp();
let owner: TestUser;
let tenant: TestTenant;
beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
  tenant = await createTenant(app.db.admin, { owner }, { plan: "pro" });
});

const pathOf = ({ id }: { id: string }, of = tenant) => `/${of.slug}/members/invitations/${id}`;
const pend = (invitation: { id: string }, pending: "yes" | "no", of = tenant) =>
  app.visitor(owner.cookie).post(`${pathOf(invitation, of)}/pending`, { pending });
const sendAgain = (invitation: { id: string }, of = tenant) => pend(invitation, "yes", of);
const revoke = (invitation: { id: string }, of = tenant) => pend(invitation, "no", of);
const someone = () => `${randomUUID()}@example.test`;
async function rowOf(id: string) {
  const { rows } = await app.db.admin.query(
    `select link_hash as "linkHash", revoked_at is not null as "isRevoked",
       expires_at > now() + interval '6 days 23 hours' as "isFresh"
     from control.invitations where id = $1`,
    [id],
  );
  return rows[0];
}

describe("sending again", () => {
  it("renews the week, mails a new link, and keeps those that were mailed and the copied one", async () => {
    const email = someone();
    await app.visitor(owner.cookie).post(`/${tenant.slug}/members`, { email, role: "viewer" });
    const first = await newestMail(app, email);
    const { rows } = await app.db.admin.query(
      `update control.invitations set sent_at = sent_at - interval '3 days', expires_at = expires_at - interval '3 days'
       where email = $1 returning id`,
      [email],
    );
    const before = await rowOf(rows[0].id);
    const visitor = app.visitor(owner.cookie);
    const answer = await visitor.post(`${pathOf(rows[0])}/pending`, { pending: "yes" });
    expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}/members`]);
    expect((await visitor.get(answer.location ?? "")).text).toContain(
      `The invitation of ${email} is sent again.`,
    );
    const after = await rowOf(rows[0].id);
    expect([before.isFresh, after.isFresh]).toEqual([false, true]);
    expect(after.linkHash).toEqual(before.linkHash);
    const second = await newestMail(app, email);
    expect([second.subject, second.path === first.path]).toEqual([first.subject, false]);
    // The reader of the first mail may be at its form.
    for (const { path } of [first, second]) expect((await app.visitor().get(path)).status).toBe(200);
  });

  it("waits a minute, also for 20 at once", async () => {
    const invitation = await createInvitation(app.db.admin, { tenant, by: owner, sentDaysAgo: 1 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendAgain(invitation)));
    expect(answers.map(({ status }) => status).sort()).toEqual([302, ...Array(19).fill(429)]);
    const refused = await sendAgain(invitation);
    expect(refused.text).toMatch(/It was sent less than a minute ago. Wait \d+ seconds, then send it again./);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("ratelimit-policy")).toBe('"invitation-again";q=1;w=60');
    const { rowCount } = await app.db.admin.query("select from control.mails where to_email = $1", [
      invitation.email,
    ]);
    expect(rowCount).toBe(1);
  });

  it("takes a new seat if the invitation had expired, and is refused if none is free", async () => {
    const small = await createTenant(app.db.admin, { owner }, { plan: "free" });
    const expired = await createInvitation(app.db.admin, { tenant: small, by: owner, sentDaysAgo: 8 });
    await createInvitation(app.db.admin, { tenant: small, by: owner });
    const last = await createInvitation(app.db.admin, { tenant: small, by: owner, sentDaysAgo: 2 });
    const full = await sendAgain(expired, small);
    expect([full.status, full.text.includes("Acme has reached its 3 members on the free plan.")]).toEqual([
      402,
      true,
    ]);
    expect((await sendAgain(last, small)).status).toBe(302);
    expect((await revoke(last, small)).status).toBe(302);
    expect((await sendAgain(expired, small)).status).toBe(302);
  });
});

describe("revoking", () => {
  it("asks first, and then takes the invitation out of the list", async () => {
    const invitation = await createInvitation(app.db.admin, { tenant, by: owner });
    const visitor = app.visitor(owner.cookie);
    expect((await visitor.get(`${pathOf(invitation)}/pending`)).text).toContain("Revoke the invitation of");
    expect((await rowOf(invitation.id)).isRevoked).toBe(false);
    const answer = await visitor.post(`${pathOf(invitation)}/pending`, { pending: "no" });
    const { text } = await visitor.get(answer.location ?? "");
    expect(text).toContain(`The invitation of ${invitation.email} is revoked.`);
    expect(text).not.toContain(invitation.id);
    expect((await rowOf(invitation.id)).isRevoked).toBe(true);
    expect((await revoke(invitation)).status).toBe(302);
  });
});

describe("an invitation's page", () => {
  it("shows its link, the same at any time, and what became of it", async () => {
    const email = someone();
    const tenant = await createTenant(app.db.admin, { owner });
    await app.visitor(owner.cookie).post(`/${tenant.slug}/members`, { email, role: "member" });
    const { rows } = await app.db.admin.query("select id from control.invitations where email = $1", [email]);
    const path = pathOf(rows[0], tenant);
    const linkOn = async (path: string) =>
      new RegExp(`${app.origin}/invitations/[\\w-]{43}`).exec(
        (await app.visitor(owner.cookie).get(path)).text,
      )?.[0];
    const link = await linkOn(path);
    expect(link).toBeDefined();
    expect(await linkOn(`/${tenant.slug}/members`)).toBe(link);
    expect(link).not.toContain((await newestMail(app, email)).path);
    await revoke(rows[0], tenant);
    const { text } = await app.visitor(owner.cookie).get(path);
    expect([text.includes("was revoked"), text.includes(link ?? "")]).toEqual([true, false]);
  });

  it("offers to send it again if its link no longer works", async () => {
    const expired = await createInvitation(app.db.admin, { tenant, by: owner, sentDaysAgo: 8 });
    // Made with another secret than this installation's.
    const foreign = await createInvitation(app.db.admin, { tenant, by: owner });
    const text = async (invitation: { id: string }) =>
      (await app.visitor(owner.cookie).get(pathOf(invitation))).text;
    expect(await text(expired)).toContain("This invitation has expired");
    expect(await text(foreign)).toContain("Its link doesn&#x27;t work any more");
  });

  it("doesn't exist in another workspace, nor for an unknown or malformed id", async () => {
    const other = await createTenant(app.db.admin, { owner });
    const invitation = await createInvitation(app.db.admin, { tenant, by: owner });
    for (const path of [pathOf(invitation, other), pathOf({ id: randomUUID() }), pathOf({ id: "x" })]) {
      for (const end of ["", "/pending"])
        expect((await app.visitor(owner.cookie).get(path + end)).status).toBe(404);
      for (const pending of ["yes", "no"])
        expect((await app.visitor(owner.cookie).post(`${path}/pending`, { pending })).status).toBe(404);
    }
    expect(await rowOf(invitation.id)).toMatchObject({ isRevoked: false });
  });

  it("that was accepted meanwhile can be neither sent nor revoked, and says what to do", async () => {
    const invitation = await createInvitation(app.db.admin, { tenant, by: owner, sentDaysAgo: 1 });
    await app.db.admin.query(
      "update control.invitations set accepted_at = now(), accepted_by = invited_by where id = $1",
      [invitation.id],
    );
    const looked = await app.visitor(owner.cookie).get(`${pathOf(invitation)}/pending`);
    const answers = [looked, await sendAgain(invitation), await revoke(invitation)];
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 409]);
    for (const { text } of answers) {
      expect(text).toContain("has accepted already");
      expect(linkOf(text, "Back to the members")).toBe(`/${tenant.slug}/members`);
      expect(text).not.toMatch(
        /It gets another week|Its links stop working|>Send again<|>Revoke invitation</,
      );
    }
  });
});

describe("mails", () => {
  it("are at most 100 within an hour for a workspace: 429 that says when to go on", async () => {
    const busy = await createUser(app.db.admin);
    const large = await createTenant(app.db.admin, { owner: busy });
    const invite = (count: number) =>
      app.visitor(busy.cookie).post(`/${large.slug}/members`, {
        email: Array.from({ length: count }, someone).join(","),
        role: "member",
      });
    expect([(await invite(50)).status, (await invite(45)).status]).toEqual([302, 302]);
    const refused = await invite(6);
    expect(refused.status).toBe(429);
    expect(refused.text).toMatch(
      /more than 100 invitations within an hour. Invite fewer, or go on in \d+ minutes/,
    );
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect(refused.headers.get("ratelimit-policy")).toBe('"invitation-mails";q=100;w=3600');
    expect((await invite(5)).status).toBe(302);
    const { rows } = await app.db.admin.query(
      "select count(*)::int as invited from control.invitations where tenant_id = $1",
      [large.id],
    );
    expect(rows).toEqual([{ invited: 100 }]);
  });

  it("that are not sent don't count", async () => {
    const fresh = await createUser(app.db.admin);
    const free = await createTenant(app.db.admin, { owner: fresh }, { plan: "free" });
    const invite = (email: string) =>
      app.visitor(fresh.cookie).post(`/${free.slug}/members`, { email, role: "member" });
    for (let round = 0; round < 5; round++) {
      expect((await invite(Array.from({ length: 50 }, someone).join(","))).status).toBe(402);
    }
    expect((await invite(someone())).status).toBe(302);
  });

  it("that are not sent don't count for the mailbox either", async () => {
    const [fresh, other] = [await createUser(app.db.admin), await createUser(app.db.admin)];
    const full = await createTenant(app.db.admin, { owner: fresh, viewer: [other, owner] }, { plan: "free" });
    const roomy = await createTenant(app.db.admin, { owner: other });
    const email = someone();
    const invite = (by: TestUser, { slug }: TestTenant) =>
      app.visitor(by.cookie).post(`/${slug}/members`, { email, role: "member" });
    for (let round = 0; round < 6; round++) expect((await invite(fresh, full)).status).toBe(402);
    expect((await invite(other, roomy)).status).toBe(302);
    for (let round = 0; round < 6; round++) expect((await invite(other, roomy)).status).toBe(400);
    const third = await createUser(app.db.admin);
    expect((await invite(third, await createTenant(app.db.admin, { owner: third }))).status).toBe(302);
  });

  it("that are sent again count for the mailbox, and those refused as too soon don't", async () => {
    const email = someone();
    const inviteFromElsewhere = async () => {
      const by = await createUser(app.db.admin);
      const { slug } = await createTenant(app.db.admin, { owner: by });
      return (await app.visitor(by.cookie).post(`/${slug}/members`, { email, role: "member" })).status;
    };
    const invitation = await createInvitation(app.db.admin, { tenant, by: owner, email, sentDaysAgo: 1 });
    const resend = async () => (await sendAgain(invitation)).status;
    expect(await resend()).toBe(302);
    for (let round = 0; round < 6; round++) expect(await resend()).toBe(429);
    for (let round = 0; round < 4; round++) expect(await inviteFromElsewhere()).toBe(302);
    expect(await inviteFromElsewhere()).toBe(400);
  });

  it("to one mailbox are at most five within an hour, from all workspaces together", async () => {
    const email = someone();
    const answers = [];
    for (let number = 0; number < 6; number++) {
      const by = await createUser(app.db.admin);
      const theirs = await createTenant(app.db.admin, { owner: by });
      answers.push(await app.visitor(by.cookie).post(`/${theirs.slug}/members`, { email, role: "member" }));
    }
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302, 302, 302, 400]);
    expect(answers[5]?.text).toContain("was sent enough invitations within the hour. Try again later.");
  });
});
