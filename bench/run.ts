import { largestPaintMs } from "./largest-paint.ts";
import { latencies, type Target, throughput } from "./load.ts";
import { memoryMib } from "./memory.ts";
import { neighbours } from "./neighbours.ts";
import { scriptBytes } from "./page-weight.ts";
import {
  asSuperuser,
  buildVariant,
  dashboards,
  programs,
  projectPages,
  startCluster,
  startServer,
} from "./stage.ts";
import { interleaved, quantile } from "./statistics.ts";

/** `npm run bench [-- --quick]`. `--quick` only shows that the benchmarks work: don't quote its numbers. */
const quick = process.argv.includes("--quick");
const rounds = quick ? 2 : 5;
const many = quick ? 2_000 : 50_000;
const few = 100;
const warmUpSeconds = quick ? 2 : 8;
const besideRounds = { rounds: quick ? 1 : 5, pages: quick ? 20 : 100 };

const report = (what: string, detail: string, ratio: string) =>
  console.log(`${what}\n  ${detail}\n  ratio ${ratio}\n`);

const cluster = await startCluster();
try {
  console.log("Building the pages without walls and those without shares, and seeding…");
  buildVariant("plain");
  buildVariant("unbound");
  const small = await cluster.database(few);
  const app = await startServer(programs.app, { DATABASE_URL: small.url });
  const appPages = projectPages(app.origin, small.slugs);
  const [first] = appPages.requests;

  const idleApp = await memoryMib(app.pid);
  const idleDatabase = await memoryMib(cluster.pid);
  const scripts = await scriptBytes(appPages);

  const plain = await startServer(programs.plain, { DATABASE_URL: small.url });
  await compare("a. Projects page, 20 rows: with door, filter and row-level security / without", {
    a: appPages,
    b: projectPages(plain.origin, small.slugs),
    goal: 0.9,
  });
  await plain.stop();

  const floor = await startServer(programs.floor, {
    DATABASE_URL: small.url,
    TEMPLATE_URL: app.origin + (first?.path ?? ""),
    TEMPLATE_COOKIE: first?.cookie ?? "",
  });
  await compare("b. The same page / a bare node:http and pg server that asks and writes the same", {
    a: appPages,
    b: projectPages(floor.origin, small.slugs),
    goal: 0.3,
  });
  await floor.stop();

  const large = await cluster.database(many);
  const crowded = await startServer(programs.app, { DATABASE_URL: large.url });
  const fresh = await startServer(programs.app, { DATABASE_URL: small.url });
  await compare(`c. ${many.toLocaleString("en")} tenants with 40 projects each / ${few} such tenants`, {
    a: projectPages(crowded.origin, large.slugs),
    b: projectPages(fresh.origin, small.slugs),
    goal: 0.95,
  });
  await crowded.stop();
  await fresh.stop();

  // After the load tests, because the noisy tenant keeps its small plan.
  await fairness(app.origin, small);

  const unbound = await startServer(programs.unbound, { DATABASE_URL: small.url });
  const elsewhere = await startServer(programs.app, { DATABASE_URL: small.url });
  const houses = { ...small, app, unbound, elsewhere };
  for await (const { what, aloneMs, ...beside } of neighbours(houses, besideRounds)) {
    const times = [beside.bound, beside.elsewhere, beside.unbound].map(({ ms }) => `${ms.toFixed(1)} ms`);
    report(
      `g. A quiet tenant's p95 beside ${what} / alone`,
      `${times[0]} / ${aloneMs.toFixed(1)} ms; served by another process ${times[1]}; without shares, turns and fair starts ${times[2]}`,
      `${beside.bound.ratio.toFixed(2)} (goal ≤ 1.5; ${beside.elsewhere.ratio.toFixed(2)}; ${beside.unbound.ratio.toFixed(2)})`,
    );
  }
  await unbound.stop();
  await elsewhere.stop();

  report(
    "e. Idle, after the first start",
    `app ${idleApp.toFixed(0)} MiB, database ${idleDatabase.toFixed(0)} MiB; JavaScript of the first tenant page ${(scripts / 1000).toFixed(1)} KB gzipped`,
    `${(scripts / 130_000).toFixed(2)} of the 130 KB allowed`,
  );

  const paint = await largestPaintMs(dashboards(app.origin, small.slugs), quick ? 3 : 9);
  report(
    "f. Largest paint of a tenant's first page, with an empty cache and a processor four times slower",
    `${paint.toFixed(0)} ms`,
    `${(paint / 1_000).toFixed(2)} of the second allowed`,
  );
  await app.stop();
} finally {
  await cluster.stop();
}

async function compare(what: string, { a, b, goal }: { a: Target; b: Target; goal: number }) {
  // Both sides have to be warm: compilers, caches, prepared statements.
  await throughput(a, warmUpSeconds);
  await throughput(b, warmUpSeconds);
  const result = await interleaved(
    rounds,
    () => throughput(a),
    () => throughput(b),
  );
  report(
    what,
    `${result.a.toFixed(0)} pages/s / ${result.b.toFixed(0)} pages/s`,
    `${result.ratio.toFixed(2)} (goal ≥ ${goal})`,
  );
}

/** A quiet tenant sends 20 requests a second, alone and while a free tenant sends 100 times its limit. */
async function fairness(origin: string, { url, slugs }: { url: string; slugs: string[] }) {
  const [quietSlug = "", noisySlug = ""] = slugs;
  await asSuperuser(url, (client) =>
    client.query("update control.tenants set plan = 'free', plan_overrides = '{}' where slug = $1", [
      noisySlug,
    ]),
  );
  const quiet = projectPages(origin, [quietSlug]);
  const noisy = projectPages(origin, [noisySlug]);
  const p95 = async () => quantile(await latencies(quiet, quick ? 40 : 200, 50), 0.95);
  const result = await interleaved(
    rounds,
    async () => {
      const noise = new AbortController();
      const sending = flood(noisy, 100 * 100, noise.signal);
      const measured = await p95();
      noise.abort();
      await sending;
      return measured;
    },
    p95,
  );
  report(
    "d. A quiet tenant's p95 while another sends 100 times its limit / alone",
    `${result.a.toFixed(1)} ms / ${result.b.toFixed(1)} ms`,
    `${result.ratio.toFixed(2)} (goal ≤ 1.5)`,
  );
}

async function flood({ origin, requests: [request] }: Target, perMinute: number, signal: AbortSignal) {
  const inFlight = new Set<Promise<unknown>>();
  while (!signal.aborted && request) {
    const sent = fetch(origin + request.path, { headers: { cookie: request.cookie } })
      .then((response) => response.arrayBuffer())
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
    await new Promise((resolve) => setTimeout(resolve, 60_000 / perMinute));
  }
  await Promise.all(inFlight);
}
