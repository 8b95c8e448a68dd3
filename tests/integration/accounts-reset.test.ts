import { expect, test } from "vitest";
import { deliverMail } from "#app/jobs/deliver-mail.ts";
import { goodPassword, newestMail, signUp } from "#tests/factories/accounts.ts";
import { createUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { jobContext } from "#tests/harness/jobs.ts";
import { fakeMailServer } from "#tests/harness/mail-server.ts";

const app = useApp();

const newPassword = "quiet stone garden";

async function resetPathFor(email: string, typed = email): Promise<string> {
  const answer = await app.visitor().post("/forgot-password", { email: typed });
  expect(answer.status).toBe(200);
  return (await newestMail(app, email)).path;
}

test("a link sets a new password, once, and ends every session", async () => {
  const email = "forgot@example.test";
  const person = await signUp(app, { email });
  const link = await resetPathFor(email, " Forgot@Example.TEST ");
  expect(link).toMatch(/^\/reset-password\/[\w-]{43}$/);
  expect((await app.visitor().get(link)).text).toContain(email);
  const done = await app.visitor().post(link, { password: newPassword });
  expect([done.status, done.location, done.headers.get("set-cookie")]).toEqual([
    302,
    "/login?reset=done",
    null,
  ]);
  expect((await person.get("/account")).status).toBe(302);
  expect((await app.visitor().post("/login", { email, password: goodPassword })).status).toBe(400);
  expect((await app.visitor().post("/login", { email, password: newPassword })).status).toBe(302);
  expect((await app.visitor().get(link)).status).toBe(410);
  expect((await app.visitor().post(link, { password: "another stone garden" })).status).toBe(410);
  expect((await newestMail(app, email)).subject).toBe("Your Rowhouse password was changed");
});

test("of 20 parallel uses of a link, one sets the password", async () => {
  const email = "race@example.test";
  await signUp(app, { email });
  const link = await resetPathFor(email);
  const passwords = Array.from({ length: 20 }, (_, number) => `${newPassword} ${number}`);
  const answers = await Promise.all(passwords.map((password) => app.visitor().post(link, { password })));
  expect(answers.map(({ status }) => status).sort()).toEqual([302, ...Array(19).fill(410)]);
  const winner = passwords[answers.findIndex(({ status }) => status === 302)] ?? "";
  expect((await app.visitor().post("/login", { email, password: winner })).status).toBe(302);
});

test("a poor password leaves the link as good as it was", async () => {
  const email = "poor@example.test";
  await signUp(app, { email });
  const link = await resetPathFor(email);
  for (const password of ["", "short", "password1234", "poor@example.test"]) {
    expect((await app.visitor().post(link, { password })).status).toBe(400);
  }
  expect((await app.visitor().post(link, { password: newPassword })).status).toBe(302);
});

test("a link ends after an hour, and with the first use of another", async () => {
  const email = "late@example.test";
  await signUp(app, { email });
  const late = await resetPathFor(email);
  await app.db.admin.query(
    "update control.password_resets set expires_at = expires_at - interval '61 minutes'",
  );
  expect((await app.visitor().post(late, { password: newPassword })).status).toBe(410);
  const [one, two] = [await resetPathFor(email), await resetPathFor(email)];
  expect((await app.visitor().get(one)).status).toBe(200);
  expect((await app.visitor().post(two, { password: newPassword })).status).toBe(302);
  expect((await app.visitor().post(one, { password: "another stone garden" })).status).toBe(410);
});

test("reset tokens are stored hashed", async () => {
  await signUp(app, { email: "hashed@example.test" });
  const token = (await resetPathFor("hashed@example.test")).split("/").at(-1) ?? "";
  const { rows } = await app.db.admin.query(
    "select encode(token_hash, 'escape') as token_hash from control.password_resets",
  );
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("the outbox is for the operator alone, and tells that no mail is sent", async () => {
  await signUp(app, { email: "outbox@example.test" });
  const link = await resetPathFor("outbox@example.test");
  const operator = await createUser(app.db.admin, { isOperator: true });
  const page = await app.visitor(operator.cookie).get("/operator/mails");
  for (const text of [link, "outbox@example.test", "Waiting", "SMTP_URL"]) expect(page.text).toContain(text);
  const stranger = await createUser(app.db.admin);
  expect((await app.visitor(stranger.cookie).get("/operator/mails")).status).toBe(404);
  expect((await app.visitor().get("/forgot-password")).text).toContain("Mail isn&#x27;t set up here");
});

test("a mail is queued with the change that it tells of, sent once, and emptied", async () => {
  const email = "sent@example.test";
  await signUp(app, { email });
  const link = await resetPathFor(email);
  const { rows: queued } = await app.db.admin.query(
    `select m.id from control.mails m join graphile_worker.jobs j on j.key = 'mail:' || m.id
     where to_email = $1 and template = 'password-reset'`,
    [email],
  );
  expect(queued).toHaveLength(1);
  const server = await fakeMailServer();
  const run = () =>
    deliverMail.run(
      { mailId: queued[0].id },
      jobContext({ ...app.holds, config: { ...app.holds.config, smtpUrl: server.url } }, app.db.admin),
    );
  await run();
  await run();
  expect(server.mails).toHaveLength(1);
  expect(server.mails[0]?.to).toBe(email);
  expect(server.mails[0]?.text.replace(/=\r?\n/g, "").replaceAll("=3D", "=")).toContain(link);
  const { rows } = await app.db.admin.query(
    "select secrets, sent_at is not null as sent from control.mails where id = $1",
    [queued[0].id],
  );
  expect(rows).toEqual([{ secrets: {}, sent: true }]);
  const operator = await createUser(app.db.admin, { isOperator: true });
  const { text } = await app.visitor(operator.cookie).get("/operator/mails");
  expect(text).toMatch(new RegExp(`Reset your Rowhouse password(?:(?!<li>).)*${email}`, "s"));
  expect(text).not.toContain(link);
  await server.close();
});
