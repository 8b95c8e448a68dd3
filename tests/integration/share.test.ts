import type { PoolClient } from "pg";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { planNames, plans } from "#app/domain/plan/plans.ts";
import { readTenant } from "#db/transaction.ts";
import { asking, createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { useApp } from "#tests/harness/app.ts";

const app = useApp();
let ada: TestUser;
let bob: TestUser;
let acme: TestTenant;
let globex: TestTenant;
let held: PoolClient | undefined;
let asked: Promise<unknown>[];

beforeEach(async () => {
  [ada, bob] = await Promise.all([createUser(app.db.admin), createUser(app.db.admin)]);
  acme = await createTenant(app.db.admin, { owner: ada }, { plan: "pro" });
  globex = await createTenant(app.db.admin, { owner: bob }, { plan: "pro" });
  held = undefined;
  asked = [];
});
afterEach(async () => {
  await letGo();
  await Promise.all(asked);
});

async function hold(sql: string, parameters?: string[]) {
  held = await app.db.admin.connect();
  await held.query("begin");
  await held.query(sql, parameters);
}
async function letGo() {
  await held?.query("rollback");
  held?.release();
  held = undefined;
}
/** Every new project of Acme then waits for the row, holding its connection. */
const holdPlanRow = () => hold("select from control.tenants where id = $1 for update", [acme.id]);

function newProjects(count: number, signal?: AbortSignal): Promise<number>[] {
  const sent = Array.from({ length: count }, async (_, number) => {
    const { status } = await fetch(`${app.origin}/${acme.slug}/projects/new`, {
      method: "POST",
      redirect: "manual",
      headers: { Cookie: ada.cookie, Origin: app.origin },
      body: new URLSearchParams({ name: `Project ${number}` }),
      ...(signal && { signal }),
    });
    return status;
  });
  asked.push(...sent.map((one) => one.catch(() => {})));
  return sent;
}

async function waitForLock(): Promise<number> {
  const { rows } = await app.db.admin.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity
     where usename = 'rowhouse_app' and datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.count ?? 0;
}

const line = () => app.holds.database.shares.transactions;
const { transactionsAtOnce } = plans.pro;
/** At most so many wait for each tenant. */
const waiting = 40;

describe("while one tenant's new projects wait for its row", () => {
  it("no more of them hold a connection than its plan says, and the rest hold none", async () => {
    await holdPlanRow();
    const sent = newProjects(12);
    await vi.waitFor(() => expect(line().waiting).toBe(12 - transactionsAtOnce), 10_000);
    await vi.waitFor(async () => expect(await waitForLock()).toBe(transactionsAtOnce), 10_000);
    const { totalCount, idleCount } = app.holds.database.appPool;
    expect(totalCount - idleCount).toBe(transactionsAtOnce);
    await letGo();
    expect(new Set(await Promise.all(sent))).toEqual(new Set([302]));
    expect([line().working, line().waiting, line().size]).toEqual([0, 0, 0]);
  });

  it("another tenant's pages and forms, and pages outside tenants, are answered", async () => {
    await holdPlanRow();
    newProjects(30);
    await vi.waitFor(() => expect(line().waiting).toBe(30 - transactionsAtOnce), 10_000);
    const visitor = app.visitor(bob.cookie);
    expect((await visitor.get(`/${globex.slug}/projects`)).status).toBe(200);
    expect((await visitor.post(`/${globex.slug}/projects/new`, { name: "Roof" })).status).toBe(302);
    expect((await visitor.get("/account")).status).toBe(200);
    expect((await app.visitor().get("/login")).status).toBe(200);
    expect(line().waiting).toBe(30 - transactionsAtOnce);
  });

  it("one more than may wait is refused with words, and told when to come back", async () => {
    await holdPlanRow();
    newProjects(transactionsAtOnce + waiting);
    await vi.waitFor(() => expect(line().waiting).toBe(waiting), 10_000);
    const visitor = app.visitor(ada.cookie);
    const { status, headers, text } = await visitor.post(`/${acme.slug}/projects/new`, { name: "Too many" });
    expect([status, headers.get("retry-after")]).toEqual([429, "5"]);
    expect(text).toContain(
      "It runs 4 requests at the same time on the pro plan, and too many others are waiting. Nothing was saved.",
    );
    expect(text).toContain("To send again what you typed, reload this page. You can go on in 5 seconds.");
    const data = await visitor.get(`/${acme.slug}/projects.data`);
    expect([data.status, data.text]).toEqual([
      429,
      'busy {"limit":"transactions","atOnce":4,"plan":"pro","waitSeconds":5}',
    ]);
  });

  it("one whose client has gone leaves the line, and does nothing", async () => {
    await holdPlanRow();
    const stays = newProjects(transactionsAtOnce);
    await vi.waitFor(async () => expect(await waitForLock()).toBe(transactionsAtOnce), 10_000);
    const gone = new AbortController();
    newProjects(3, gone.signal);
    await vi.waitFor(() => expect(line().waiting).toBe(3), 10_000);
    gone.abort();
    await vi.waitFor(() => expect(line().waiting).toBe(0), 10_000);
    await letGo();
    await Promise.all(stays);
    const { rows } = await app.db.admin.query("select from tenant.projects where tenant_id = $1", [acme.id]);
    expect(rows).toHaveLength(transactionsAtOnce);
  });
});

describe("a tenant's searches", () => {
  it("are done one at a time, and its other pages are answered meanwhile", async () => {
    await hold("lock table tenant.projects in access exclusive mode");
    const visitor = app.visitor(ada.cookie);
    const searches = ["a", "b", "c"].map((word) => visitor.get(`/${acme.slug}/projects?q=${word}`));
    asked.push(...searches);
    const { slow } = app.holds.database.shares;
    await vi.waitFor(() => expect([slow.working, slow.waiting]).toEqual([1, 2]), 10_000);
    expect((await visitor.get(`/${acme.slug}/settings`)).status).toBe(200);
    await letGo();
    for (const { status } of await Promise.all(searches)) expect(status).toBe(200);
    expect(slow.size).toBe(0);
  });
});

it("a page asks for its tenant's turn before it begins and before it is rendered, a stranger's for its network's", async () => {
  const taken = vi.spyOn(app.holds.turns, "take");
  await app.visitor(ada.cookie).get(`/${acme.slug}`);
  expect(taken.mock.calls).toEqual([[acme.id], [acme.id]]);
  taken.mockClear();
  await app.visitor().get("/login");
  expect(taken.mock.calls).toEqual([["127.0.0"], ["127.0.0"]]);
});

describe("a statement that takes longer than the plan gives it", () => {
  beforeEach(() =>
    app.db.admin.query(
      `update control.tenants set plan = 'free', plan_overrides = '{"statementSeconds": 0.05}' where id = $1`,
      [acme.id],
    ),
  );

  it("is stopped, and the page says what happened and what to do", async () => {
    await hold("lock table tenant.projects in access exclusive mode");
    const visitor = app.visitor(ada.cookie);
    const { status, text } = await visitor.get(`/${acme.slug}/projects`);
    expect(status).toBe(504);
    expect(text).toContain('<h1 class="text-xl">This took too long</h1>');
    expect(text).toContain("longer than 0.05 seconds, which is the most on the free plan");
    expect(text).toContain("if it was a search, use a longer word");
    expect(text).toContain('<a href="" data-reload="true"');
    expect(text).not.toMatch(/57014|cancel/);
    const data = await visitor.get(`/${acme.slug}/projects.data`);
    expect([data.status, data.text]).toEqual([
      504,
      'busy {"limit":"statement","seconds":0.05,"plan":"free"}',
    ]);
  });

  it("saves nothing of a form", async () => {
    await holdPlanRow();
    const { status } = await app.visitor(ada.cookie).post(`/${acme.slug}/projects/new`, { name: "Porch" });
    expect(status).toBe(504);
    await letGo();
    const { rows } = await app.db.admin.query("select from tenant.projects where tenant_id = $1", [acme.id]);
    expect(rows).toEqual([]);
  });
});

test("each plan has its time for a statement, and the next transaction on the connection has its own", async () => {
  const shown = (statementTimeoutMs: number | null) =>
    readTenant(
      {
        database: app.holds.database,
        tenant: { ...acme, share: { transactionsAtOnce: 1, statementTimeoutMs } },
        ...asking(ada),
      },
      async (tx) => (await tx.rows<{ statement_timeout: string }>("show statement_timeout"))[0],
    );
  expect(planNames.map((plan) => [plan, plans[plan].statementSeconds])).toEqual([
    ["free", 5],
    ["starter", 5],
    ["pro", 10],
    ["enterprise", 30],
  ]);
  for (const plan of planNames) {
    const seconds = plans[plan].statementSeconds;
    expect(await shown(seconds * 1_000)).toEqual({ statement_timeout: `${seconds}s` });
  }
  expect(await shown(null)).toEqual({ statement_timeout: "10s" });
});
