import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { useUnopenedDatabase } from "#tests/harness/database.ts";
import { connectRaw } from "#tests/harness/raw-connection.ts";
import { freePort, type ServerProcess, served, startServer } from "#tests/harness/server-process.ts";

const db = useUnopenedDatabase();
let database: Record<string, string>;
let running: ServerProcess[] = [];

beforeAll(async () => {
  database = { DATABASE_URL: db.url, SESSION_SECRET: db.secret };
});
afterEach(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
});

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ ...database, ...env });
  running.push(server);
  return server;
}

test("told to end, it finishes what is in flight, takes no more, and exits with 0", async () => {
  const ada = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: ada });
  const server = await served(await start());
  const blocker = await db.admin.connect();
  await blocker.query("begin; lock table control.sessions in access exclusive mode");
  const inFlight = fetch(`${server.origin}/${tenant.slug}`, { headers: { Cookie: ada.cookie } });
  await vi.waitFor(async () => {
    const { rows } = await db.admin.query("select 1 from pg_locks where not granted");
    expect(rows).not.toEqual([]);
  });
  server.child.kill("SIGTERM");
  await vi.waitFor(async () => expect((await fetch(`${server.origin}/readyz`)).status).toBe(503), 900);
  await vi.waitFor(() => expect(fetch(`${server.origin}/healthz`)).rejects.toThrow(), 5_000);
  await blocker.query("commit");
  blocker.release();
  expect((await inFlight).status).toBe(200);
  expect(await server.ended).toBe(0);
});

test("the log tells who, what and how long, and no secret", async () => {
  const ada = await createUser(db.admin);
  const tenant = await createTenant(db.admin, { owner: ada });
  const server = await served(await start({ LOG_LEVEL: "trace" }));
  const headers = { Origin: server.origin, Cookie: ada.cookie };
  await fetch(`${server.origin}/${tenant.slug}/projects?q=searchedfor`, { headers });
  await fetch(`${server.origin}/reset-password/${"resettoken".repeat(4)}`, { headers });
  const body = new URLSearchParams({ email: "grace@example.test", password: "correct horse battery" });
  await fetch(`${server.origin}/login`, {
    method: "POST",
    body,
    headers: { Origin: server.origin },
    redirect: "manual",
  });
  await vi.waitFor(() => expect(server.output()).toContain('"/login"'));
  const output = server.output();
  const lines = output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({
      method: "GET",
      route: "/:tenant/projects",
      status: 200,
      tenantId: tenant.id,
      userId: ada.id,
    }),
  );
  for (const secret of [
    "searchedfor",
    "resettoken",
    "grace@",
    "correct horse",
    ada.cookie.slice(9),
    "127.0.0.1",
  ]) {
    expect(output).not.toContain(secret);
  }
});

test.each(["PORT", "METRICS_PORT"])("a %s that is taken is one line, and exit code 1", async (variable) => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  const server = await start({ [variable]: String(port) });
  expect(await server.ended).toBe(1);
  expect(server.output()).toBe(`Port ${port} is taken. Stop what uses it, or set ${variable} to another.\n`);
  taken.close();
});

test("a database that can't be reached is one line, and exit code 1", async () => {
  const server = await start({ DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none` });
  expect(await server.ended).toBe(1);
  expect(server.output()).toMatch(/^The database at .+ can't be reached.+\n$/);
});

test("wrong variables are one line each, and exit code 1", async () => {
  const server = await start({ TRUST_PROXY: "true", LOG_LEVEL: "loud", PORT: "99999" });
  expect(await server.ended).toBe(1);
  expect(
    server
      .output()
      .trim()
      .split("\n")
      .map((line) => line.split(":")[0])
      .sort(),
  ).toEqual(["LOG_LEVEL", "PORT", "TRUST_PROXY"]);
});

test("two processes on one port share limits and metrics, replace one that dies, and end together", async () => {
  const server = await served(
    await start({ WEB_CONCURRENCY: "2", RATE_LIMIT_OUTSIDER: "40", LOG_LEVEL: "info" }),
  );
  // A connection for each, so that both processes get some.
  const ask = async () =>
    (await fetch(`${server.origin}/login`, { headers: { Connection: "close" } })).status;
  const seen = [];
  for (let n = 0; n < 60; n++) seen.push(await ask());
  expect(seen.filter((status) => status === 200)).toHaveLength(40);
  const metrics = await (await fetch(`${server.metricsOrigin}/metrics`)).text();
  expect(metrics).toContain(
    'saas_http_requests_total{method="GET",route="/login",status="200",plan="none"} 40',
  );
  const [pid] = /(?<="pid":)\d+/.exec(server.output()) ?? [];
  process.kill(Number(pid), "SIGKILL");
  await vi.waitFor(() => expect(server.output()).toContain("ended and is replaced"), 5_000);
  expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
  server.child.kill("SIGTERM");
  expect(await server.ended).toBe(0);
});

test("an address may hold a bounded number of connections, and flood a few, as long as no proxy stands in front", async () => {
  const bounded = await served(await start({ CONNECTIONS_PER_ADDRESS: "3" }));
  const origin = bounded.origin.replace("localhost", "127.0.0.1");
  for (let count = 0; count < 3; count++) await connectRaw(origin);
  await (await connectRaw(origin)).closed;
  const metrics = await (await fetch(`${bounded.metricsOrigin}/metrics`)).text();
  expect(metrics).toContain('saas_connections_refused_total{bound="address"} 1');
  expect((await connectRaw(origin, "127.0.0.2")).socket.readyState).toBe("open");

  for (let count = 0; count < 10; count++) await flood(origin, "127.0.7.1");
  await expect(answerTo(origin, "127.0.7.1")).rejects.toThrow("ended");
  expect(await answerTo(origin, "127.0.7.2")).toMatch(/^HTTP\/1\.1 200 /);
  const counted = await (await fetch(`${bounded.metricsOrigin}/metrics`)).text();
  expect(counted).toContain('saas_connections_refused_total{bound="flood"} 11');

  const proxied = await served(await start({ CONNECTIONS_PER_ADDRESS: "3", TRUST_PROXY: "1" }));
  const behind = proxied.origin.replace("localhost", "127.0.0.1");
  for (let count = 0; count < 10; count++) await connectRaw(behind);
  for (let count = 0; count < 10; count++) await flood(behind, "127.0.0.1");
  expect(await answerTo(behind, "127.0.0.1")).toMatch(/^HTTP\/1\.1 200 /);
});

const ask = "GET /healthz HTTP/1.1\r\nHost: app.test\r\n\r\n";

async function flood(origin: string, address: string) {
  const { socket, closed } = await connectRaw(origin, address);
  socket.write(ask.repeat(1_000));
  await closed;
}

async function answerTo(origin: string, address: string) {
  const { socket, answerHead } = await connectRaw(origin, address);
  socket.write(ask);
  return answerHead();
}
