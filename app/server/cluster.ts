import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { AggregatorRegistry } from "prom-client";
import { RateLimiterClusterMaster } from "rate-limiter-flexible";
import type { Config } from "#app/config.ts";
import { closeServer } from "./http-server.ts";
import { log } from "./log.ts";
import { mergedMetrics } from "./merged-metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { type ServeOptions, type Serving, serve } from "./serve.ts";
import { StartProblem, startProblem } from "./start-problem.ts";

/**
 * Several processes on one port (WEB_CONCURRENCY). The primary has the database started and migrated, counts the limits
 * for all, gathers their metrics, and replaces a process that dies; it serves nothing itself. One of them works the jobs.
 */

interface Orders {
  rowhouse: "serve";
  database: ServeOptions["database"];
  worksJobs: boolean;
}
type Report = { rowhouse: "serving" } | { rowhouse: "failed"; problem: string };

const { fork: startProcess } = cluster;
const shortestLifeMs = 30_000;
const longestPauseMs = 30_000;

/** The primary's part. Resolves once the first process serves. @throws {StartProblem} if it can't. */
export async function supervise({
  config,
  database,
}: Pick<ServeOptions, "config" | "database">): Promise<Serving> {
  log.level = config.logLevel;
  new RateLimiterClusterMaster();
  const registry = new AggregatorRegistry();
  const metrics = await serveMetrics(config, async () => mergedMetrics(await registry.clusterMetrics()));
  let isClosing = false;

  async function start(slot: number): Promise<Worker> {
    const worker = startProcess();
    const orders: Orders = { rowhouse: "serve", database, worksJobs: slot === 0 };
    worker.once("online", () => worker.send(orders));
    const report = await Promise.race([firstReport(worker), once(worker, "exit").then(() => undefined)]);
    if (report?.rowhouse !== "serving") {
      throw new StartProblem(report ? report.problem : "A server process ended before it served.");
    }
    return worker;
  }

  async function keep(slot: number, first?: Worker): Promise<void> {
    let failures = 0;
    let worker = first;
    while (!isClosing) {
      const startedAt = performance.now();
      try {
        worker ??= await start(slot);
        await once(worker, "exit");
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
    const first = await start(0);
    void keep(0, first);
    for (let slot = 1; slot < config.webConcurrency; slot++) void keep(slot);
  } catch (error) {
    await closeServer(metrics, 0);
    throw error;
  }
  return {
    async close() {
      isClosing = true;
      const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      await Promise.all(workers.map(dismiss));
      await closeServer(metrics, 0);
    },
  };
}

/** A served process's part, from the primary's orders to its end. */
export async function work(config: Config): Promise<void> {
  // Ctrl-C reaches every process of the terminal; only the primary acts on it, and tells the others.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => {});
  new AggregatorRegistry();
  const [orders] = (await once(process, "message")) as [Orders];
  try {
    const serving = await serve({
      config,
      database: orders.database,
      without: { metrics: true, jobs: !orders.worksJobs },
    });
    const end = async (code: number) => {
      await serving.close().catch((error: unknown) => log.error({ err: error }, "Stopping failed"));
      process.exit(code);
    };
    const crash = (error: unknown) => {
      log.fatal({ err: error }, "Nothing caught an error");
      void end(1);
    };
    process.once("uncaughtException", crash);
    process.once("unhandledRejection", crash);
    process.once("disconnect", () => void end(0));
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

/** Disconnecting is the order to end: it also reaches a process whose primary died. */
async function dismiss(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const gone = once(worker, "exit");
  worker.process.disconnect();
  const hard = setTimeout(() => worker.process.kill("SIGKILL"), 26_000);
  await gone;
  clearTimeout(hard);
}
