import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { deliverMail } from "#app/jobs/deliver-mail.ts";
import { type JobRunner, startJobs } from "#app/jobs/runner.ts";
import { deleteTenant, openTenant, suspendTenant } from "#tests/factories/closures.ts";
import { createMail, type TestMail } from "#tests/factories/mails.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";
import { type FakeMailServer, fakeMailServer } from "#tests/harness/mail-server.ts";
import { plain } from "#tests/harness/page.ts";

const app = useApp();
let server: FakeMailServer;
let runner: JobRunner;
let operator: TestUser;
beforeAll(async () => {
  server = await fakeMailServer();
  operator = await createUser(app.db.admin, { isOperator: true });
  runner = startJobs(
    { ...app.holds, config: { ...app.holds.config, smtpUrl: server.url } },
    { url: app.db.url, secret: app.db.secret, jobs: [deliverMail] },
  );
});
beforeEach(() => {
  server.answer = "250 fine";
});
afterAll(async () => {
  await runner.stop(5_000);
  await server.close();
});

const write = (tenant?: TestTenant) => createMail(app.db.admin, { tenant });

async function jobOf({ id }: TestMail) {
  const { rows } = await app.db.admin.query(
    `select attempts, max_attempts - attempts as left, locked_at is not null as runs, run_at > now() + interval '50 minutes' as later
     from graphile_worker.jobs where key = 'mail:' || $1`,
    [id],
  );
  return rows[0];
}

async function waits(mail: TestMail) {
  await vi.waitFor(
    async () => expect(await jobOf(mail)).toMatchObject({ attempts: 0, runs: false, later: true }),
    10_000,
  );
}

const delivered = ({ to }: TestMail) => server.mails.filter((mail) => mail.to === to).length;

async function runNow({ id }: TestMail) {
  await app.db.admin.query(
    "update graphile_worker._private_jobs set run_at = now() where key = 'mail:' || $1",
    [id],
  );
}

async function listed({ to }: TestMail): Promise<string> {
  const { text } = await app.visitor(operator.cookie).get("/operator/mails");
  const summaries = [...text.matchAll(/<summary.*?<\/summary>/gs)].map(([html]) => plain(html));
  return summaries.find((summary) => summary.includes(to)) ?? "";
}

test("a mail about a suspended tenant waits until the tenant is open again, and waiting costs no attempt", async () => {
  const tenant = await createTenant(app.db.admin, { owner: operator });
  await suspendTenant(app.db.admin, tenant);
  const mail = await write(tenant);
  await waits(mail);
  expect(delivered(mail)).toBe(0);
  expect(await listed(mail)).toContain("Held until its workspace is open again");

  await openTenant(app.db.admin, tenant);
  await vi.waitFor(() => expect(delivered(mail)).toBe(1), 10_000);
});

test("a mail about a deletion leaves at once; a mail that was written before waits", async () => {
  const tenant = await createTenant(app.db.admin, { owner: operator });
  await suspendTenant(app.db.admin, tenant);
  const before = await write(tenant);
  await waits(before);
  await deleteTenant(app.db.admin, tenant);
  const telling = await write(tenant);
  await vi.waitFor(() => expect(delivered(telling)).toBe(1), 10_000);
  await runNow(before);
  await waits(before);
  expect(delivered(before)).toBe(0);
});

test("the operator sees that the server refused a mail finally, and in which words", async () => {
  server.answer = "554 no such mailbox";
  const mail = await write();
  await vi.waitFor(async () => expect(await jobOf(mail)).toMatchObject({ left: 0, runs: false }), 10_000);
  expect(await listed(mail)).toMatch(/Failed.*The mail server did not take it: .*554 no such mailbox/s);
});

test("the operator sees that a mail is tried again, and why, until it is sent", async () => {
  server.answer = "451 greylisted";
  const mail = await write();
  await vi.waitFor(async () => expect(await jobOf(mail)).toMatchObject({ attempts: 1, runs: false }), 10_000);
  expect(await listed(mail)).toMatch(/Retrying.*451 greylisted/s);

  server.answer = "250 fine";
  await runNow(mail);
  await vi.waitFor(async () => expect(await listed(mail)).toContain("Sent"), 10_000);
  expect(await listed(mail)).not.toContain("greylisted");
});

test("a mail of another version is tried again later, and doesn't keep the operator from the others", async () => {
  const mail = await createMail(app.db.admin, { template: "of-tomorrow" });
  const other = await write();
  await vi.waitFor(async () => expect(await jobOf(mail)).toMatchObject({ attempts: 1, runs: false }), 10_000);
  expect(delivered(mail)).toBe(0);
  expect(await listed(mail)).toContain("A mail of another version (of-tomorrow)");
  expect(await listed(other)).toContain("You have a Rowhouse account with this address");
});

test("past the outbox's end its last page is shown", async () => {
  const mail = await write();
  const { text } = await app.visitor(operator.cookie).get("/operator/mails?page=99");
  expect(text).toContain(mail.to);
});
