import { beforeEach, expect, test, vi } from "vitest";
import { newestMail } from "#tests/factories/accounts.ts";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { serveApp, type TestApp, useApp } from "#tests/harness/app.ts";

const open = useApp({ SIGNUP: "open", RATE_LIMIT_SIGN_IN: "2", LOG_LEVEL: "info" });
const invited = useApp({ SIGNUP: "invite", RATE_LIMIT_SIGN_IN: "4", LOG_LEVEL: "silent" });

beforeEach(() => {
  vi.spyOn(open.holds.log, "info").mockImplementation(() => {});
});

async function requestsCounted({ holds }: TestApp): Promise<number> {
  const metric = await holds.metrics.registry.getSingleMetric("saas_http_requests_total")?.get();
  return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

test("each app answers by its own configuration", async () => {
  for (const app of [open, invited]) await createUser(app.db.admin);
  const pages = await Promise.all([open, invited].map((app) => app.visitor().get("/signup")));
  expect(pages.map(({ text }) => text.includes("by invitation"))).toEqual([false, true]);
});

test("each app leads people to its own URL, and takes only that for its own origin", async () => {
  const email = "both@example.test";
  for (const app of [open, invited]) {
    await createUser(app.db.admin, { email });
    expect((await app.visitor().post("/forgot-password", { email })).status).toBe(200);
    const operator = await createUser(app.db.admin, { isOperator: true });
    const outbox = await app.visitor(operator.cookie).get("/operator/mails");
    expect(outbox.text).toContain(`${app.origin}/reset-password/`);
  }
  const foreign = await open.visitor().post("/theme", { theme: "dark" }, { Origin: invited.origin });
  expect(foreign.status).toBe(403);
});

test("a link that one app has mailed doesn't work at the other", async () => {
  const email = "linked@example.test";
  await createUser(open.db.admin, { email });
  await open.visitor().post("/forgot-password", { email });
  const { path } = await newestMail(open, email);
  const statuses = await Promise.all(
    [open, invited].map(async (app) => (await app.visitor().get(path)).status),
  );
  expect(statuses).toEqual([200, 410]);
});

test("a session of one app is unknown to the other, and so is its workspace", async () => {
  const ada = await createUser(open.db.admin);
  const tenant = await createTenant(open.db.admin, { owner: ada }, { slug: "only-here" });
  const neighbour = await createUser(invited.db.admin);
  expect((await open.visitor(ada.cookie).get("/account")).status).toBe(200);
  expect((await open.visitor(ada.cookie).get(`/${tenant.slug}`)).status).toBe(200);
  expect((await invited.visitor(ada.cookie).get("/account")).location).toMatch(/^\/login/);
  expect((await invited.visitor(neighbour.cookie).get(`/${tenant.slug}`)).status).toBe(404);
});

test("a limit that is used up in one app is not in the other", async () => {
  const tries = async (app: TestApp) => {
    const statuses = [];
    for (let n = 0; n < 3; n++)
      statuses.push((await app.visitor().post("/login", { email: "a@example.test", password: "no" })).status);
    return statuses;
  };
  expect(await tries(open)).toEqual([400, 400, 429]);
  expect(await tries(invited)).toEqual([400, 400, 400]);
});

test("one app doesn't count the other's requests", async () => {
  const before = await requestsCounted(invited);
  const asked = await requestsCounted(open);
  for (let n = 0; n < 5; n++) await open.visitor().get("/login");
  await expect.poll(() => requestsCounted(open)).toBe(asked + 5);
  expect(await requestsCounted(invited)).toBe(before);
  await invited.visitor().get("/login");
  await expect.poll(() => requestsCounted(invited)).toBe(before + 1);
});

test("each app writes its own log, at its own level", async () => {
  const silent = vi.spyOn(invited.holds.log, "info");
  for (const app of [invited, open]) await app.visitor().get("/login");
  const line = expect.objectContaining({ route: "/login", status: 200 });
  await vi.waitFor(() => expect(open.holds.log.info).toHaveBeenCalledWith(line));
  expect(silent).not.toHaveBeenCalled();
});

test("an app that drains leaves the other ready", async () => {
  open.holds.isDraining = true;
  try {
    const answers = await Promise.all([open, invited].map((app) => app.visitor().get("/readyz")));
    expect(answers.map(({ status }) => status)).toEqual([503, 200]);
  } finally {
    open.holds.isDraining = false;
  }
});

test("an app that is closed leaves another on the same database serving", async () => {
  const ada = await createUser(open.db.admin);
  const second = await serveApp(open.db);
  expect((await second.visitor(ada.cookie).get("/account")).status).toBe(200);
  await second.close();
  expect((await open.visitor(ada.cookie).get("/account")).status).toBe(200);
  expect((await open.visitor().get("/readyz")).status).toBe(200);
});
