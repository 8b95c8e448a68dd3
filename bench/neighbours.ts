import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Client } from "pg";
import { latencies } from "./load.ts";
import { asSuperuser, cookieOf, projectPages, type Served, signIn } from "./stage.ts";
import { median, quantile } from "./statistics.ts";

/** What neighbours of a quiet tenant do, and how much they delay its pages. */

interface Neighbour {
  what: string;
  sideBySide: number;
  path: string;
  cookie: string;
  /** Absent: a GET. `{number}` stands for the number of the request. */
  form?: string;
}

const projects = 100_000;
const events = 30_000;

/** One large tenant, in no need of a larger plan. */
async function enlarge(client: Client, slug: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>("select id from control.tenants where slug = $1", [
    slug,
  ]);
  const id = rows[0]?.id;
  await client.query("set session_replication_role = replica");
  await client.query("update control.tenants set plan = 'pro' where id = $1", [id]);
  await client.query(
    `insert into tenant.projects (tenant_id, id, name, created_by, created_at)
     select $1, gen_random_uuid(), 'Campaign ' || md5(n::text), $1, now() - n * interval '1 minute'
     from generate_series(1, $2::int) n`,
    [id, projects],
  );
  await client.query("delete from tenant.audit_events where tenant_id = $1", [id]);
  await client.query(
    `insert into tenant.audit_events
       (tenant_id, id, at, actor_kind, verb, object_type, object_id, object_name, before, after, previous_hash, hash)
     select $1, n, now(), 'operator', 'project.changed', 'project', n::text, 'Campaign ' || n,
       '{"name": "As it was"}', '{"name": "As it is", "description": "A sentence or two about it."}', '', sha256('')
     from generate_series(1, $2::int) n`,
    [id, events],
  );
  await client.query(
    "update tenant.audit_heads set length = $2, hash = sha256(''), at = now() where tenant_id = $1",
    [id, events],
  );
  await client.query("set session_replication_role = default");
  await client.query("vacuum analyze");
}

function neighboursAt(slug: string, viewer: string): Neighbour[] {
  const owner = cookieOf(slug);
  return [
    {
      what: "20 searches by a viewer of another tenant",
      sideBySide: 20,
      path: `/${slug}/projects?q=a{number}`,
      cookie: viewer,
    },
    { what: "20 cheap pages of another tenant", sideBySide: 20, path: `/${slug}/projects`, cookie: viewer },
    {
      what: "40 new projects of another tenant",
      sideBySide: 40,
      path: `/${slug}/projects/new`,
      cookie: owner,
      form: "name=Project+{number}",
    },
    {
      what: `8 exports of ${events.toLocaleString("en")} events`,
      sideBySide: 8,
      path: `/${slug}/audit/export`,
      cookie: owner,
    },
    {
      what: "a stranger's 400 requests that cost as little as a refusal",
      sideBySide: 400,
      path: "/healthz",
      cookie: "",
    },
    {
      what: "a stranger's 8 forms of 1 MB to /login",
      sideBySide: 8,
      path: "/login",
      cookie: "",
      form: `email=stranger@example.test&password=${"x".repeat(1_000_000)}`,
    },
  ];
}

async function begin(origin: string, { sideBySide, path, cookie, form }: Neighbour): Promise<ChildProcess> {
  const noise = {
    ...{ sideBySide, url: origin + path, method: form === undefined ? "GET" : "POST" },
    headers: { cookie, origin, "content-type": "application/x-www-form-urlencoded" },
    ...(form !== undefined && { body: form }),
  };
  const child = spawn(process.execPath, [fileURLToPath(new URL("noise.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(noise));
  await once(child.stdout, "data");
  return child;
}

interface Delays {
  what: string;
  aloneMs: number;
  bound: Beside;
  unbound: Beside;
  elsewhere: Beside;
}

/** p95 beside a neighbour, and as a ratio to alone: medians of the rounds. */
interface Beside {
  ms: number;
  ratio: number;
}

interface Houses {
  url: string;
  slugs: string[];
  /** The application, and the same without shares, turns and fair starts. */
  app: Pick<Served, "origin">;
  unbound: Pick<Served, "origin">;
  /** Another process of the application: what it does costs the first the machine and the database alone. */
  elsewhere: Pick<Served, "origin">;
}

/** Each round measures alone, beside a neighbour, beside one that nothing bounds, and while one is served elsewhere. */
export async function* neighbours(
  { url, slugs, app, unbound, elsewhere }: Houses,
  { rounds, pages }: { rounds: number; pages: number },
): AsyncGenerator<Delays> {
  const [quiet = "", noisy = ""] = slugs;
  await asSuperuser(url, (client) => enlarge(client, noisy));
  const viewer = await asSuperuser(url, (client) => signIn(client, { slug: noisy, role: "viewer" }));
  const p95At = async ({ origin }: Pick<Served, "origin">) =>
    quantile(await latencies(projectPages(origin, [quiet]), pages, 25), 0.95);
  for (const neighbour of neighboursAt(noisy, viewer)) {
    const besides = async (of: Pick<Served, "origin">, measured = of) => {
      const child = await begin(of.origin, neighbour);
      child.stdout?.resume();
      try {
        return await p95At(measured);
      } finally {
        const ended = once(child, "close");
        child.kill("SIGTERM");
        await ended;
      }
    };
    const seen: Record<"alone" | "bound" | "unbound" | "elsewhere", number>[] = [];
    for (let round = 0; round < rounds; round++) {
      seen.push({
        alone: await p95At(app),
        bound: await besides(app),
        unbound: await besides(unbound),
        elsewhere: await besides(elsewhere, app),
      });
    }
    const beside = (where: "bound" | "unbound" | "elsewhere"): Beside => ({
      ms: median(seen.map((round) => round[where])),
      ratio: median(seen.map((round) => round[where] / round.alone)),
    });
    yield {
      what: neighbour.what,
      aloneMs: median(seen.map(({ alone }) => alone)),
      ...{ bound: beside("bound"), unbound: beside("unbound"), elsewhere: beside("elsewhere") },
    };
  }
}
