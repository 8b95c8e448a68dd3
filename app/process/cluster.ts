import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { AggregatorRegistry } from "prom-client";
import { RateLimiterClusterMaster } from "rate-limiter-flexible";
import type { Config } from "#app/base/config.ts";
import { createLog } from "#app/base/log.ts";
import { closeServer } from "./http-server.ts";
import { endAfter } from "./lifecycle.ts";
import { mergedMetrics } from "./merged-metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { type ServeOptions, type Serving, serve } from "./serve.ts";
import { StartProblem, startProblem } from "./start-problem.ts";

/** The primary serves nothing: it counts limits, gathers metrics and replaces processes that die. */

interface ServeOrder {
  rowhouse: "serve";
  database: ServeOptions["database"];
  worksJobs: boolean;
}
type Order = ServeOrder | { rowhouse: "end" };
type Report = { rowhouse: "serving" } | { rowhouse: "failed"; problem: string };

const { fork: startProcess } = cluster;
const shortestLifeMs = 30_000;
const longestPauseMs = 30_000;

/** The primary's part. Resolves once every process serves. @throws {StartProblem} if one can't. */
export async function supervise({
  config,
  database,
}: Pick<ServeOptions, "config" | "database">): Promise<Serving> {
  const log = createLog(config);
  new RateLimiterClusterMaster();
  const registry = new AggregatorRegistry();
  const metrics = await serveMetrics(config, log, async () => mergedMetrics(await registry.clusterMetrics()));
  let isClosing = false;

  async function start(slot: number): Promise<Worker> {
    const worker = startProcess();
    const order: Order = { rowhouse: "serve", database, worksJobs: slot === 0 };
    worker.once("online", () => worker.send(order));
    const report = await Promise.race([firstReport(worker), once(worker, "exit").then(() => undefined)]);
    if (report?.rowhouse !== "serving") {
      throw new StartProblem(report ? report.problem : "A server process ended before it served.");
    }
    log.info({ slot, pid: worker.process.pid }, "A server process serves");
    return worker;
  }

  async function keep(slot: number, first: Worker): Promise<void> {
    let failures = 0;
    let worker: Worker | undefined = first;
    while (!isClosing) {
      const startedAt = performance.now();
      try {
        worker ??= await start(slot);
        if (!worker.isDead()) await once(worker, "exit");
      } catch (error) {
        log.error({ err: error }, "A server process could not start");
      }
      worker = undefined;
      if (isClosing) return;
      failures = performance.now() - startedAt > shortestLifeMs ? 0 : failures + 1;
      log.error({ slot }, "A server process ended and is replaced");
      await pause(Math.min(100 * 2 ** failures, longestPauseMs));
    }
  }

  try {
    // The first alone, so that a problem is told once.
    const workers = [await start(0)];
    const others = Array.from({ length: config.webConcurrency - 1 }, (_, n) => start(n + 1));
    workers.push(...(await Promise.all(others)));
    workers.forEach((worker, slot) => void keep(slot, worker));
  } catch (error) {
    await dismissAll();
    await closeServer(metrics, 0);
    throw error;
  }
  return {
    log,
    async close() {
      isClosing = true;
      await dismissAll();
      await closeServer(metrics, 0);
    },
  };
}

export async function work(config: Config): Promise<void> {
  const log = createLog(config);
  // Ctrl-C reaches every process of the terminal; only the primary acts on it, and ends the others.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  new AggregatorRegistry();
  const [order] = (await once(process, "message")) as [ServeOrder];
  try {
    const serving = await serve({
      config,
      database: order.database,
      without: { metrics: true, jobs: !order.worksJobs },
    });
    const end = endAfter(() => serving.close(), log);
    process.on("message", (message: Order) => {
      if (message.rowhouse === "end") end.begin(0);
    });
    process.send?.({ rowhouse: "serving" } satisfies Report);
  } catch (error) {
    const problem = startProblem(error, config.dataDir);
    if (!problem) log.fatal({ err: error }, "A server process could not start");
    process.send?.({ rowhouse: "failed", problem: problem ?? "See the log above." } satisfies Report, () =>
      process.exit(1),
    );
  }
}

async function firstReport(worker: Worker): Promise<Report> {
  for (;;) {
    const [message] = (await once(worker, "message")) as [Report];
    if (message.rowhouse) return message;
  }
}

async function dismissAll(): Promise<void> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(workers.map(dismiss));
}

async function dismiss(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const gone = once(worker, "exit");
  worker.send({ rowhouse: "end" } satisfies Order);
  const hard = setTimeout(() => worker.process.kill("SIGKILL"), 26_000);
  await gone;
  clearTimeout(hard);
}
