import { beforeAll, describe, expect, it } from "vitest";
import { goodPassword, newestMail } from "#tests/factories/accounts.ts";
import { createInvitation } from "#tests/factories/invitations.ts";
import { createPerson, createTenant, type TestPerson, type TestTenant } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

/** Mail is set up, so addresses can be proved, and have to be. Nothing is sent: no jobs run here. */
const app = useApp({ SMTP_URL: "smtp://127.0.0.1:9" });
let owner: TestPerson;
let tenant: TestTenant;
beforeAll(async () => {
  owner = await createPerson(app.db.admin, { name: "Olga Owner" });
  tenant = await createTenant(app.db.admin, { owner });
});

const isMember = async (email: string) =>
  (
    await app.db.admin.query(
      "select from control.memberships m join control.users u on u.id = m.user_id where m.tenant_id = $1 and u.email = $2",
      [tenant.id, email],
    )
  ).rowCount === 1;

describe("the copied link", () => {
  it("lets in only whoever has proved the address, and says what to do", async () => {
    const person = await createPerson(app.db.admin, { isVerified: false });
    const { copied } = await createInvitation(app.db.admin, { tenant, by: owner, email: person.email });
    const visitor = app.visitor(person.cookie);
    for (const answer of [
      await visitor.get(`/invitations/${copied}`),
      await visitor.post(`/invitations/${copied}`),
    ]) {
      expect(answer.text).toContain("Confirm your address first");
      expect(answer.text).toContain(person.email);
      expect(answer.text).not.toContain("Accept invitation");
    }
    expect((await visitor.post(`/invitations/${copied}`)).status).toBe(403);
    expect(await isMember(person.email)).toBe(false);
    await app.db.admin.query("update control.users set email_verified_at = now() where id = $1", [person.id]);
    expect((await visitor.get(`/invitations/${copied}`)).text).toContain("Accept invitation");
    expect((await visitor.post(`/invitations/${copied}`)).location).toBe(`/${tenant.slug}`);
  });

  it("lets somebody sign up, who proves the address by mail and comes back", async () => {
    const { copied, email } = await createInvitation(app.db.admin, { tenant, by: owner });
    const visitor = app.visitor();
    const answer = await visitor.post(`/signup?invitation=${copied}`, { name: "Cy", password: goodPassword });
    expect([answer.status, answer.location]).toEqual([302, `/invitations/${copied}`]);
    expect((await visitor.get(answer.location ?? "")).text).toContain("Confirm your address first");
    expect(await isMember(email)).toBe(false);
    const proof = await newestMail(app, email);
    expect((await visitor.post(proof.path)).status).toBe(200);
    expect((await visitor.post(`/invitations/${copied}`)).location).toBe(`/${tenant.slug}`);
    expect(await isMember(email)).toBe(true);
  });
});

it("the mailed link proves the address by itself, and signing up by it asks for no other proof", async () => {
  const { mailed, email } = await createInvitation(app.db.admin, { tenant, by: owner });
  const visitor = app.visitor();
  const answer = await visitor.post(`/signup?invitation=${mailed}`, { name: "Di", password: goodPassword });
  expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}`]);
  expect((await visitor.get("/account/email")).text).toContain("Confirmed");
  expect(await newestMail(app, email)).toEqual({ subject: "", path: "" });
});

describe("inviting others", () => {
  it("takes a proved address: until then there is no form, and 403 that says what to do", async () => {
    const fresh = await createPerson(app.db.admin, { isVerified: false });
    const theirs = await createTenant(app.db.admin, { owner: fresh });
    const invitation = await createInvitation(app.db.admin, { tenant: theirs, by: fresh, sentDaysAgo: 1 });
    const visitor = app.visitor(fresh.cookie);
    const path = `/${theirs.slug}/members`;
    const page = await visitor.get(path);
    expect(page.text).toContain("Confirm your address before you invite others");
    expect(page.text).not.toContain("Invite people");
    const refused = await visitor.post(path, { email: "x@example.test", role: "member" });
    expect([refused.status, refused.text.includes("Confirm your address before you invite others")]).toEqual([
      403,
      true,
    ]);
    const again = await visitor.post(`${path}/invitations/${invitation.id}/resend`);
    expect([again.status, again.text.includes("Confirm your own address before you invite others")]).toEqual([
      403,
      true,
    ]);
    const { rows } = await app.db.admin.query(
      "select count(*)::int as all from control.invitations where tenant_id = $1",
      [theirs.id],
    );
    expect(rows).toEqual([{ all: 1 }]);
    await app.db.admin.query("update control.users set email_verified_at = now() where id = $1", [fresh.id]);
    expect((await visitor.post(path, { email: "x@example.test", role: "member" })).status).toBe(302);
    expect((await visitor.post(`${path}/invitations/${invitation.id}/resend`)).status).toBe(302);
  });

  it("says that mails go out", async () => {
    const { text } = await app.visitor(owner.cookie).get(`/${tenant.slug}/members`);
    expect(text).toContain("Each gets a mail with a link that works for a week.");
  });
});
