import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash, randomUUIDv7 } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { seedBulk } from "#app/seeds/bulk.ts";
import { startEmbeddedPostgres } from "#db/embedded.ts";
import { migrate } from "#db/migrate.ts";
import type { Target } from "./load.ts";

const secret = "benchmarks are not secret, but long enough";

export async function startCluster() {
  const dataDir = await mkdtemp(join(tmpdir(), "rowhouse-bench-"));
  // As root, the server runs as another user, who has to enter the folder.
  await chmod(dataDir, 0o755);
  const cluster = await startEmbeddedPostgres({ dataDir });
  return {
    pid: cluster.pid,
    /** A migrated database of tenants with 40 projects each. `slugs`: of those whose owner has a session. */
    async database(tenants: number): Promise<{ url: string; slugs: string[] }> {
      const name = `bench_${tenants}`;
      await asSuperuser(cluster.url, (client) => client.query(`create database ${name}`));
      const url = new URL(cluster.url);
      url.pathname = `/${name}`;
      await migrate(url.href, secret);
      await seedBulk({ url: url.href, secret }, { tenants, projects: 40, tasks: 0 }, () => {});
      return { url: url.href, slugs: await asSuperuser(url.href, signEverybodyIn) };
    },
    async stop() {
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export async function asSuperuser<T>(url: string, fn: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}

/** Signs in the owners of up to 2,000 tenants, and takes the rate limit out of the way. */
async function signEverybodyIn(client: Client): Promise<string[]> {
  // Without triggers, so that 50,000 audit logs don't note it.
  await client.query(
    `set session_replication_role = replica;
     update control.tenants set plan_overrides = '{"requestsPerMinute": 1000000000}';
     set session_replication_role = default`,
  );
  const { rows } = await client.query<{ slug: string; user_id: string }>(`
    select t.slug, m.user_id from control.tenants t
    join control.memberships m on m.tenant_id = t.id and m.role = 'owner'
    order by md5(t.id::text) limit 2000`);
  for (const { slug, user_id } of rows) await beginSession(client, user_id, token(slug));
  await client.query("vacuum analyze");
  return rows.map((row) => row.slug);
}

async function beginSession(client: Client, userId: string, secretToken: string): Promise<void> {
  await client.query(
    `insert into control.sessions (id, user_id, token_hash, expires_at) values ($1, $2, $3, now() + interval '1 day')`,
    [randomUUIDv7(), userId, createHash("sha256").update(secretToken).digest()],
  );
}

/** A new member of a tenant. Gives the cookie. */
export async function signIn(
  client: Client,
  { slug, role }: { slug: string; role: "viewer" },
): Promise<string> {
  const [userId, name] = [randomUUIDv7(), `${role} of ${slug}`];
  await client.query(
    "insert into control.users (id, email, name, password_hash, email_verified_at) values ($1, $2, $3, 'none', now())",
    [userId, `${role}-${slug}@seed.invalid`, name],
  );
  await client.query(
    "insert into control.memberships (tenant_id, user_id, role) select id, $2, $3 from control.tenants where slug = $1",
    [slug, userId, role],
  );
  await beginSession(client, userId, token(name));
  return `rowhouse=${token(name)}`;
}

function token(of: string): string {
  return createHash("sha256").update(`bench ${of}`).digest("base64url");
}

/** Of the tenant's owner. */
export function cookieOf(slug: string): string {
  return `rowhouse=${token(slug)}`;
}

export function projectPages(origin: string, slugs: string[]): Target {
  return pagesOf(origin, slugs, "/projects");
}

export function dashboards(origin: string, slugs: string[]): Target {
  return pagesOf(origin, slugs, "");
}

function pagesOf(origin: string, slugs: string[], page: string): Target {
  const requests = slugs.map((slug) => ({ path: `/${slug}${page}`, cookie: cookieOf(slug) }));
  return { origin, requests };
}

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * What is measured: the application, its pages without door and wall, the application without tenants' shares,
 * and a page with neither framework nor ORM.
 */
export const programs = {
  app: file("../server.ts"),
  plain: file("plain/server.ts"),
  unbound: file("unbound/server.ts"),
  floor: file("floor.ts"),
};

/** Builds what a program of that name serves. @throws with the build's output if it fails. */
export function buildVariant(name: "plain" | "unbound"): void {
  execFileSync("react-router", ["build", file(name), "--config", file(`${name}/vite.config.ts`)], {
    stdio: "pipe",
    encoding: "utf8",
  });
}

export interface Served {
  origin: string;
  pid: number;
  stop(): Promise<void>;
}

export async function startServer(program: string, env: Record<string, string>): Promise<Served> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      ...{ NODE_ENV: "production", HOST: "127.0.0.1", LOG_LEVEL: "warn", SESSION_SECRET: secret },
      ...{
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
        APP_URL: origin,
        RATE_LIMIT_OUTSIDER: "1000000000",
      },
      ...env,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  // A benchmark that fails leaves nothing behind.
  process.once("exit", () => child.kill("SIGKILL"));
  await answering(origin, child);
  return {
    origin,
    pid: child.pid ?? 0,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function answering(origin: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}`);
    const answered = await fetch(`${origin}/healthz`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${origin} did not answer within 30 s`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
