import { join } from "node:path";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findRunningPostgres } from "#db/embedded.ts";
import { createTenant, createUser, type TestTenant, type TestUser } from "#tests/factories/people.ts";
import { temporaryFolder } from "#tests/harness/data-dir.ts";
import { killAtOnce, postmasterOf } from "#tests/harness/kill.ts";
import { type FakeMailServer, fakeMailServer } from "#tests/harness/mail-server.ts";
import { type ServerProcess, served, startServer } from "#tests/harness/server-process.ts";

const kills = 5;
const writersPerTenant = 2;
const mailsPerKill = 20;
const returnsWithinMs = 5_000;

// Jobs that were interrupted are taken up again only after a while.
vi.setConfig({ testTimeout: 180_000 });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let mailServer: FakeMailServer;
let server: ServerProcess;
let admin: Pool;
let places: { tenant: TestTenant; owner: TestUser }[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const DATA_DIR = join(folder.path, "data");
  mailServer = await fakeMailServer();
  server = await served(
    await startServer({
      DATA_DIR,
      LOG_LEVEL: "error",
      RATE_LIMIT_OUTSIDER: "100000",
      SMTP_URL: mailServer.url,
    }),
  );
  admin = new Pool({ connectionString: (await findRunningPostgres(DATA_DIR))?.url, max: 2 });
  admin.on("error", () => {});
  places = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const owner = await createUser(admin);
      return { owner, tenant: await createTenant(admin, { owner }) };
    }),
  );
});
afterAll(async () => {
  await admin.end();
  server.child.kill("SIGTERM");
  await server.ended;
  await mailServer.close();
  await folder.remove();
});

interface Seen {
  confirmed: string[];
  /** Neither a confirmation nor a 503 with Retry-After. */
  unexpected: string[];
  refused: number;
}

async function write({ tenant, owner }: (typeof places)[number], seen: Seen, signal: AbortSignal) {
  while (!signal.aborted) {
    const answer = await fetch(`${server.origin}/${tenant.slug}/projects/new`, {
      method: "POST",
      redirect: "manual",
      headers: { Origin: server.origin, Cookie: owner.cookie },
      body: new URLSearchParams({ name: "Rebuild the porch", description: "" }),
    });
    await answer.arrayBuffer();
    const [, id] = /\/projects\/([0-9a-f-]{36})$/.exec(answer.headers.get("location") ?? "") ?? [];
    if (answer.status === 302 && id) seen.confirmed.push(id);
    else if (answer.status === 503 && answer.headers.has("retry-after")) seen.refused++;
    else seen.unexpected.push(`${answer.status} ${answer.headers.get("location")}`);
  }
}

async function page({ tenant, owner }: (typeof places)[number]): Promise<number> {
  const answer = await fetch(`${server.origin}/${tenant.slug}/projects`, {
    headers: { Cookie: owner.cookie },
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Returns when the first mail has left: the jobs of the others are under way. */
async function writeMails(kill: number) {
  await admin.query(
    `insert into control.mails (id, to_email, template)
     select gen_random_uuid(), 'reader-' || $1::int || '-' || n || '@example.test', 'email-in-use'
     from generate_series(1, $2::int) n`,
    [kill, mailsPerKill],
  );
  await vi.waitFor(
    () => expect(mailServer.mails.some(({ to }) => to.startsWith(`reader-${kill}-`))).toBe(true),
    {
      timeout: 60_000,
      interval: 2,
    },
  );
}

test("the database killed five times under load loses nothing that was confirmed, and is back within 5 s", async () => {
  const seen: Seen = { confirmed: [], unexpected: [], refused: 0 };
  const end = new AbortController();
  const writers = places.flatMap((place) =>
    Array.from({ length: writersPerTenant }, () => write(place, seen, end.signal)),
  );
  const dataDir = join(folder.path, "data");
  for (let kill = 1; kill <= kills; kill++) {
    const before = seen.confirmed.length;
    await vi.waitFor(() => expect(seen.confirmed.length).toBeGreaterThan(before + 20), 20_000);
    const pid = await postmasterOf(dataDir);
    await writeMails(kill);
    await killAtOnce(pid);
    await vi.waitFor(() => admin.query("select 1"), { timeout: 30_000, interval: 20 });
    const returnedAt = performance.now();
    for (const place of places) {
      await vi.waitFor(async () => expect(await page(place)).toBe(200), {
        timeout: returnsWithinMs,
        interval: 20,
      });
    }
    expect(performance.now() - returnedAt).toBeLessThan(returnsWithinMs);
    expect(await postmasterOf(dataDir)).not.toBe(pid);
  }
  end.abort();
  await Promise.all(writers);

  expect(seen.unexpected, server.output()).toEqual([]);
  expect(seen.refused).toBeGreaterThan(0);
  const { rows } = await admin.query("select id from tenant.projects where id = any($1)", [seen.confirmed]);
  expect(rows).toHaveLength(seen.confirmed.length);
});

test("the mails that were under way have left, too: nothing had to be restarted", async () => {
  await vi.waitFor(
    async () =>
      expect((await admin.query("select to_email from control.mails where sent_at is null")).rows).toEqual(
        [],
      ),
    { timeout: 120_000, interval: 500 },
  );
  expect(new Set(mailServer.mails.map(({ to }) => to)).size).toBe(kills * mailsPerKill);
  expect(server.child.exitCode).toBeNull();
});

test("after that the pool is whole: a request for each connection at once, and none stays taken", async () => {
  const burst = Array.from({ length: 20 }, (_, n) => page(places[n % places.length] ?? raise()));
  expect(await Promise.all(burst)).toEqual(burst.map(() => 200));
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${server.metricsOrigin}/metrics`)).text();
    const connections = (state: string) =>
      Number(new RegExp(`saas_db_pool_connections\\{state="${state}"\\} (\\d+)`).exec(metrics)?.[1]);
    expect(connections("active")).toBe(0);
    expect(connections("waiting")).toBe(0);
    expect(connections("idle")).toBeGreaterThan(0);
    expect(connections("idle")).toBeLessThanOrEqual(10);
  }, 5_000);
});

function raise(): never {
  throw new Error("There is no tenant");
}

test("while the database is away, pages say 503 and when to come back, and readiness says no", async () => {
  const [place = raise()] = places;
  const pid = await postmasterOf(join(folder.path, "data"));
  // Stopped, it answers no one, and the operating system still takes connections for it.
  process.kill(pid, "SIGSTOP");
  try {
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()");
    const answer = await fetch(`${server.origin}/${place.tenant.slug}`, {
      headers: { Cookie: place.owner.cookie },
    });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await answer.text()).not.toMatch(/ECONN|postgres|select/i);
    await vi.waitFor(async () => expect((await fetch(`${server.origin}/readyz`)).status).toBe(503), 10_000);
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await vi.waitFor(async () => expect(await page(place)).toBe(200), returnsWithinMs);
  await vi.waitFor(async () => expect((await fetch(`${server.origin}/readyz`)).status).toBe(200), 5_000);
});
