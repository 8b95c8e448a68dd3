import { beforeEach, expect, it } from "vitest";
import { goodPassword, newestMail, signUp } from "#tests/factories/accounts.ts";
import { createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import type { Visitor } from "#tests/harness/visitor.ts";

/** That it is done once, of many at once, is in email-races.test.ts. */

const app = useApp({ SMTP_URL: "smtp://127.0.0.1:1" });
let number = 0;
let email: string;
let ada: Visitor;

beforeEach(async () => {
  email = `ada-${++number}@example.test`;
  ada = await signUp(app, { email });
});

const linkTo = async (to: string) => (await newestMail(app, to)).path;
const askAgain = () => ada.post("/account/email", { intent: "verify" });

async function isVerified(): Promise<boolean> {
  const { rows } = await app.db.admin.query(
    `select email_verified_at is not null as "isVerified" from control.users where email = $1`,
    [email],
  );
  return rows[0].isVerified;
}

async function mailsTo(to: string): Promise<number> {
  const { rowCount } = await app.db.admin.query("select from control.mails where to_email = $1", [to]);
  return rowCount ?? 0;
}

it("verifying takes the button behind the mailed link, not the link alone", async () => {
  const link = await linkTo(email);
  expect(link).toMatch(/^\/verify-email\/[\w-]{43}$/);
  for (const method of ["GET", "HEAD"]) {
    expect((await app.visitor().request(method, link)).status).toBe(200);
  }
  expect((await app.visitor().get(link)).text).toContain(email);
  expect((await ada.get("/account/email")).text).toContain("Not confirmed");
  expect(await isVerified()).toBe(false);
  const answer = await app.visitor().post(link);
  expect([answer.status, answer.text.includes("Your address is confirmed")]).toEqual([200, true]);
  expect(await isVerified()).toBe(true);
  expect((await ada.get("/account/email")).text).not.toContain("Not confirmed");
});

it("a link that is opened or pressed again says kindly that the email is verified already", async () => {
  const link = await linkTo(email);
  await app.visitor().post(link);
  for (const answer of [await app.visitor().get(link), await app.visitor().post(link), await ada.get(link)])
    expect([answer.status, answer.text.includes("Your address is confirmed")]).toEqual([200, true]);
});

it("verifying works for a user who is signed in to another account, and leaves that one alone", async () => {
  const eve = await createUser(app.db.admin, { isVerified: false });
  await app.visitor(eve.cookie).post(await linkTo(email));
  expect(await isVerified()).toBe(true);
  const { rows } = await app.db.admin.query("select email_verified_at from control.users where id = $1", [
    eve.id,
  ]);
  expect(rows).toEqual([{ email_verified_at: null }]);
});

it("verifying goes by the newest mail alone", async () => {
  const first = await linkTo(email);
  expect((await askAgain()).status).toBe(302);
  expect((await app.visitor().post(first)).status).toBe(410);
  expect((await app.visitor().post(await linkTo(email))).status).toBe(200);
});

it("a link ends with the day, and says what to do then", async () => {
  const link = await linkTo(email);
  const { rows } = await app.db.admin.query(
    `with ended as (update control.email_verifications set expires_at = now() - interval '1 second' where email = $1)
     select expires_at - created_at = interval '24 hours' as "aDay" from control.email_verifications where email = $1`,
    [email],
  );
  expect(rows).toEqual([{ aDay: true }]);
  for (const answer of [await app.visitor().get(link), await app.visitor().post(link)]) {
    expect([answer.status, answer.text.includes("Ask for a new link")]).toEqual([410, true]);
    expect(answer.text).toContain('href="/account/email"');
  }
  expect(await isVerified()).toBe(false);
});

it.each(["x", "0".repeat(43), "A".repeat(5_000), "'; --", "%F0%9F%8F%A0"])(
  "a link that never existed is answered like a spent one: %s",
  async (token) => {
    const spent = await app.visitor().get(`/verify-email/${"B".repeat(43)}`);
    for (const method of ["GET", "POST"]) {
      const answer = await app.visitor().request(method, `/verify-email/${token}`);
      expect(answer.status).toBe(410);
      expect(/<main.*<\/main>/s.exec(answer.text)?.[0]).toBe(/<main.*<\/main>/s.exec(spent.text)?.[0]);
    }
  },
);

it("the link is stored hashed, and mailed to the email alone", async () => {
  const token = (await linkTo(email)).split("/").at(-1) ?? "";
  const { rows } = await app.db.admin.query(
    "select encode(token_hash, 'escape') as hash, v.email from control.email_verifications v where v.email = $1",
    [email],
  );
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
  expect((await ada.get("/account/email")).text).not.toContain(token);
});

it("no more than ten mails an hour are sent, and the page says so beside its button, and when there may be more", async () => {
  const statuses: number[] = [];
  for (let mail = 0; mail < 10; mail++) statuses.push((await askAgain()).status);
  expect(statuses).toEqual(Array(10).fill(302));
  const refused = await askAgain();
  expect([refused.status, Number(refused.headers.get("retry-after")) > 3_000]).toEqual([429, true]);
  expect(refused.text).toMatch(/Send the mail again.*Too many attempts\. Try again in \d\d minutes\./s);
  expect(await mailsTo(email)).toBe(11);
});

it("verifying is not asked for any more once it is done", async () => {
  await app.visitor().post(await linkTo(email));
  expect((await ada.get("/account/email")).text).not.toContain("Send the mail again");
  expect((await askAgain()).status).toBe(302);
  expect(await mailsTo(email)).toBe(1);
});

it("a mailed password reset verifies the email as well", async () => {
  await app.visitor().post("/forgot-password", { email });
  const done = await app.visitor().post(await linkTo(email), { password: "another owl river" });
  expect([done.status, await isVerified()]).toEqual([302, true]);
});

it("neither changing the password nor a link that fails verifies the email", async () => {
  await ada.post("/account/password", { currentPassword: goodPassword, password: "another owl river" });
  await app.visitor().post(`/verify-email/${"A".repeat(43)}`);
  expect(await isVerified()).toBe(false);
});
