import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { createTenant, createUser } from "#tests/factories/people.ts";
import { serveApp, type TestApp, useApp } from "#tests/harness/app.ts";

const app = useApp();

async function setting(from: Pick<TestApp, "visitor"> = app) {
  const ada = await createUser(app.db.admin);
  const tenant = await createTenant(app.db.admin, { owner: ada });
  return { visitor: from.visitor(ada.cookie), path: `/${tenant.slug}/projects` };
}

async function killBackends(): Promise<number> {
  const { rowCount } = await app.db.admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where usename = 'rowhouse_app' and datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}

test.each([
  ["the door", "control.sessions"],
  ["a loader", "tenant.projects"],
])(
  "a connection that dies under %s is 503 with Retry-After, and the next request is served",
  async (_where, table) => {
    const { visitor, path } = await setting();
    for (const url of [path, `${path}.data`]) {
      const blocker = await app.db.admin.connect();
      await blocker.query(`begin; lock table ${table} in access exclusive mode`);
      const answer = visitor.get(url);
      await vi.waitFor(async () => expect(await killBackends()).toBeGreaterThan(0), 5_000);
      await blocker.query("rollback");
      blocker.release();
      const { status, headers, text } = await answer;
      expect([url, status, headers.get("retry-after")]).toEqual([url, 503, "2"]);
      if (url === path) expect(text).toContain('<a href="" data-reload="true" class="button');
      expect(text).not.toMatch(/terminat|57P01|sessions|pg_/);
      expect((await visitor.get(url)).status).toBe(200);
    }
  },
);

test("while the database is away everything is 503, the process lives, and later it serves again without a restart", async () => {
  const target = new URL(app.db.url);
  const to = { host: target.hostname, port: Number(target.port) };
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(to);
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(relay, "listening");
  const { port } = relay.address() as { port: number };
  target.port = String(port);
  const relayed = await serveApp({ url: target.href, secret: app.db.secret });
  const { visitor, path } = await setting(relayed);
  expect((await visitor.get(path)).status).toBe(200);

  relay.close();
  for (const socket of sockets) socket.destroy();
  expect((await visitor.get(path)).status).toBe(503);
  await vi.waitFor(async () => expect((await visitor.get("/readyz")).status).toBe(503), 5_000);
  expect((await visitor.get("/healthz")).status).toBe(200);

  relay.listen(port, "127.0.0.1");
  await once(relay, "listening");
  expect((await visitor.get(path)).status).toBe(200);
  await vi.waitFor(async () => expect((await visitor.get("/readyz")).status).toBe(200), 5_000);
  await relayed.close();
  relay.close();
  for (const socket of sockets) socket.destroy();
});
