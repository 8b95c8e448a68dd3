import { beforeAll, describe, expect, it } from "vitest";
import { exactText } from "#app/base/time-text.ts";
import { mailedLately } from "#app/domain/invitation/mail-quota.ts";
import { writeTenant } from "#db/transaction.ts";
import { goodPassword, newestMail } from "#tests/factories/accounts.ts";
import { createInvitation, type TestInvitation } from "#tests/factories/invitations.ts";
import { mailsWhere } from "#tests/factories/mails.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { linkOf, plain } from "#tests/harness/page.ts";

/** With mail, emails have to be verified. Nothing is sent: no jobs run here. */
const app = useApp({ SMTP_URL: "smtp://127.0.0.1:9" });
let owner: TestUser;
let tenant: TestTenant;
beforeAll(async () => {
  owner = await createUser(app.db.admin, { name: "Olga Owner" });
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
  it("lets in only a user who has verified the email, and says what to do", async () => {
    const person = await createUser(app.db.admin, { isVerified: false });
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

  const ask = (token: string, cookie?: string) =>
    app.visitor(cookie).post(`/invitations/${token}`, { intent: "mail" });
  const invited = (given: { email?: string; sentDaysAgo?: number } = {}) =>
    createInvitation(app.db.admin, { tenant, by: owner, ...given });
  const mailsTo = (email: string) =>
    mailsWhere(app.db.admin, "template = 'invitation' and to_email = $1", email);

  it("has the other link mailed, by which a new user joins", async () => {
    const { copied, mailed, email } = await invited();
    expect((await app.visitor().get(`/invitations/${copied}`)).text).toContain("Mail me the link");
    const asked = await ask(copied);
    expect([asked.status, plain(asked.text)]).toEqual([
      200,
      expect.stringContaining(`A link to join is on its way to ${email}.`),
    ]);
    const { path } = await newestMail(app, email);
    expect((await app.visitor().get(`/invitations/${mailed}`)).text).toContain("Create an account");
    const visitor = app.visitor();
    expect(linkOf((await visitor.get(path)).text, "Create an account")).toBe(
      `/signup?invitation=${path.split("/").at(-1)}`,
    );
    const joined = await visitor.post(`/signup?invitation=${path.split("/").at(-1)}`, {
      name: "Cy",
      password: goodPassword,
    });
    expect([joined.status, joined.location]).toEqual([302, `/${tenant.slug}`]);
    expect(await isMember(email)).toBe(true);
  });

  it("takes no form from the reader of an earlier mail", async () => {
    const { copied, mailed, email } = await invited();
    for (const _ of [1, 2, 3]) await ask(copied);
    const fields = { name: "Cy", password: goodPassword };
    expect((await app.visitor().post(`/signup?invitation=${mailed}`, fields)).location).toBe(
      `/${tenant.slug}`,
    );
    expect(await isMember(email)).toBe(true);
  });

  it("answers alike whether the email has an account; only the mailed link tells", async () => {
    const person = await createUser(app.db.admin);
    const [known, unknown] = [await invited({ email: person.email }), await invited()];
    const answersTo = async ({ copied, email }: TestInvitation) => {
      const visitor = app.visitor();
      const fields = { name: "Cy", password: goodPassword };
      const answers = [
        await visitor.get(`/invitations/${copied}`),
        await visitor.get(`/signup?invitation=${copied}`),
        await visitor.post(`/signup?invitation=${copied}`, fields),
        await visitor.post(`/signup?invitation=${copied}`, { ...fields, password: "short" }),
        await ask(copied),
      ];
      const { subject } = await newestMail(app, email);
      const unnamed = (text: string | null) =>
        text
          ?.replaceAll(copied, "TOKEN")
          .replaceAll(email, "EMAIL")
          .replace(/nonce="[^"]*"/g, "");
      return {
        subject,
        answers: answers.map(({ status, location, text }) => [
          status,
          unnamed(location),
          unnamed(/<main.*<\/main>/s.exec(text)?.[0] ?? ""),
        ]),
      };
    };
    const toUnknown = await answersTo(unknown);
    expect(toUnknown.answers.map(([status]) => status)).toEqual([200, 302, 302, 302, 200]);
    expect(await answersTo(known)).toEqual(toUnknown);
    const mailedPage = async (email: string) =>
      (await app.visitor().get((await newestMail(app, email)).path)).text;
    expect(await mailedPage(known.email)).toContain("You have an account with this address.");
    expect(await mailedPage(unknown.email)).toContain("Create an account");
  });

  it("has five mails an hour sent to a mailbox, also of many asked for at once, and then says when to come back", async () => {
    const { copied, email } = await invited();
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(copied)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(200),
      ...Array(7).fill(429),
    ]);
    const refused = answers.find(({ status }) => status === 429);
    expect(plain(refused?.text ?? "")).toMatch(
      /5 invitations were mailed to this address within an hour\. Open the newest from this workspace, or ask again in 60 minutes\./,
    );
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(3_500);
    expect(await mailsTo(email)).toHaveLength(5);
    const opened = await Promise.all(
      (await mailsTo(email)).map(async ({ body }) => {
        const token = /\/invitations\/([\w-]{43})/.exec(body)?.[1] ?? "";
        return (await app.visitor().get(`/invitations/${token}`)).status;
      }),
    );
    expect(opened).toEqual(Array(5).fill(200));
  });

  it("takes nothing of what the mailbox may get from those who invite", async () => {
    const { copied, email } = await invited();
    for (let asked = 0; asked < 5; asked++) expect((await ask(copied)).status).toBe(200);
    const elsewhere = await createTenant(app.db.admin, { owner });
    const entry = { database: app.holds.database, tenant: elsewhere, ...asking(owner) };
    expect(await writeTenant(entry, (tx) => mailedLately(tx, { emails: [email] }))).toEqual([]);
  });

  it("has no more sent to a mailbox that several workspaces invited, also at once", async () => {
    const { copied, email } = await invited();
    const elsewhere = await createTenant(app.db.admin, { owner });
    const other = await createInvitation(app.db.admin, { tenant: elsewhere, by: owner, email });
    const links = Array.from({ length: 12 }, (_, number) => (number % 2 ? copied : other.copied));
    const answers = await Promise.all(links.map((link) => ask(link)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(await mailsTo(email)).toHaveLength(5);
  });

  it("leaves the time as it is, and the mail says until when", async () => {
    const { copied, email, id } = await invited({ sentDaysAgo: 6 });
    const untilOf = async () =>
      (await app.db.admin.query("select expires_at from control.invitations where id = $1", [id])).rows[0]
        .expires_at;
    const until = await untilOf();
    await ask(copied);
    expect(await untilOf()).toEqual(until);
    expect((await mailsTo(email))[0]?.body).toContain(`open this link by ${exactText(until.getTime())}`);
  });

  it("mails nothing once the invitation is closed, for the mailed link, or to a visitor who is signed in", async () => {
    const [expired, open] = [await invited({ sentDaysAgo: 8 }), await invited()];
    expect((await ask(expired.copied)).status).toBe(410);
    expect((await ask(open.mailed)).status).toBe(404);
    expect((await ask("A".repeat(43))).status).toBe(404);
    const signedIn = await createUser(app.db.admin, { email: open.email });
    expect((await ask(open.copied, signedIn.cookie)).location).toBe(`/invitations/${open.copied}`);
    expect(await isMember(open.email)).toBe(false);
    for (const { email } of [expired, open]) expect(await mailsTo(email)).toEqual([]);
  });
});

describe("on the way to verifying an email", () => {
  const invited = async () => {
    const person = await createUser(app.db.admin, { isVerified: false });
    return {
      person,
      visitor: app.visitor(person.cookie),
      ...(await createInvitation(app.db.admin, { tenant, by: owner, email: person.email })),
    };
  };
  const again = (token: string) => `/account/email?invitation=${token}`;
  const verify = { intent: "verify" };

  it("the mail that is sent again leads back to the invitation, and so does every page", async () => {
    const { visitor, copied, email, id } = await invited();
    const here = `/invitations/${copied}`;
    expect((await visitor.get(here)).text).toContain(`action="${again(copied)}"`);
    const sent = await visitor.post(again(copied), verify);
    expect([sent.status, sent.location]).toEqual([302, here]);
    expect((await visitor.get(here)).text).toContain("The mail is on its way.");
    const account = await visitor.get(again(copied));
    expect(plain(account.text)).toContain("To join Acme, confirm that the address is yours");
    expect(linkOf(account.text, "Back to the invitation")).toBe(here);

    const { path } = await newestMail(app, email);
    expect((await visitor.get(path)).text).toContain(`action="${path}"`);
    const proved = await visitor.post(path);
    expect(plain(proved.text)).toContain("The invitation to Acme waits for you.");
    expect(linkOf(proved.text, "Go on to the invitation")).toBe(here);
    expect((await visitor.post(again(copied), verify)).location).toBe(here);
    await app.db.admin.query("update control.invitations set revoked_at = now() where id = $1", [id]);
    expect(linkOf((await visitor.get(path)).text, "Go to your workspaces")).toBe("/");
  });

  it("a link that is too old leads to a new one, which leads back all the same", async () => {
    const { visitor, copied, email, person } = await invited();
    await visitor.post(again(copied), verify);
    await app.db.admin.query("update control.email_verifications set expires_at = now() where user_id = $1", [
      person.id,
    ]);
    const gone = await visitor.post((await newestMail(app, email)).path);
    expect([gone.status, linkOf(gone.text, "Ask for a new link")]).toEqual([410, again(copied)]);
  });

  it("neither an invitation for another user nor an invalid one is carried along", async () => {
    const { visitor, email } = await invited();
    const other = await createInvitation(app.db.admin, { tenant, by: owner });
    for (const token of [other.copied, other.mailed, "A".repeat(43), "//evil.test", "\0", ""]) {
      const path = `/account/email?${new URLSearchParams({ invitation: token })}`;
      expect((await visitor.get(path)).text).not.toContain("Back to the invitation");
      expect((await visitor.post(path, verify)).location).toBe("/account/email");
      const link = (await newestMail(app, email)).path;
      expect(link).toMatch(/^\/verify-email\/[\w-]{43}$/);
    }
    const { path } = await newestMail(app, email);
    for (const token of [other.copied, "//evil.test"]) {
      const proved = await visitor.post(`${path}?${new URLSearchParams({ invitation: token })}`);
      expect(linkOf(proved.text, "Go to your workspaces")).toBe("/");
    }
  });
});

it("the mailed link alone verifies the email, and signing up by it asks for no other proof", async () => {
  const { mailed, email } = await createInvitation(app.db.admin, { tenant, by: owner });
  const visitor = app.visitor();
  const answer = await visitor.post(`/signup?invitation=${mailed}`, { name: "Di", password: goodPassword });
  expect([answer.status, answer.location]).toEqual([302, `/${tenant.slug}`]);
  expect((await visitor.get("/account/email")).text).toContain("Confirmed");
  expect(await newestMail(app, email)).toEqual({ subject: "", path: "" });
});

describe("inviting others", () => {
  it("takes a verified email: until then there is no form, and 403 that says what to do", async () => {
    const fresh = await createUser(app.db.admin, { isVerified: false });
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
    const sendAgain = () => visitor.post(`${path}/invitations/${invitation.id}/pending`, { pending: "yes" });
    const again = await sendAgain();
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
    expect((await sendAgain()).status).toBe(302);
  });

  it("says that mails go out", async () => {
    const { text } = await app.visitor(owner.cookie).get(`/${tenant.slug}/members`);
    expect(text).toContain("Each gets a mail with a link that works for a week.");
  });
});
