import type { Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { ViteDevServer } from "vite";
import type { Config } from "#app/base/config.ts";
import { closeLimits, shareLimits } from "#app/base/limiter.ts";
import { log } from "#app/base/log.ts";
import { startLastSeen } from "#app/domain/session/last-seen.ts";
import { createApp } from "#app/http/app.ts";
import { type JobRunner, startJobs } from "#app/jobs/runner.ts";
import { closeDatabase, database, openDatabase } from "#db/orm.ts";
import { requireSafeConnection } from "#db/safety.ts";
import { measureDatabase } from "./database-metrics.ts";
import { reloadingApp } from "./development.ts";
import { beforeExit, flushAll, startDraining } from "./drain.ts";
import { closeServer, httpServer } from "./http-server.ts";
import { listen } from "./listen.ts";
import { serveMetrics } from "./metrics-server.ts";

export { supervise, work } from "./cluster.ts";
export { greeting } from "./greeting.ts";
export { endWith } from "./lifecycle.ts";

export interface ServeOptions {
  config: Config;
  database: { url: string; secret: string };
  /** With hot reload. */
  vite?: ViteDevServer;
  /** What one of several processes leaves to another. */
  without?: { metrics?: boolean; jobs?: boolean };
}

export interface Serving {
  /** Lets what is in flight finish, then closes everything; at most about 25 seconds. */
  close(): Promise<void>;
}

/** How long `/readyz` says no while requests are still taken, so that load balancers notice first. */
const noticeMs = 1_000;
const hardStopMs = 22_000;

/** Opens the database, serves, and works jobs, until `close`. */
export async function serve({
  config,
  database: source,
  vite,
  without = {},
}: ServeOptions): Promise<Serving> {
  log.level = config.logLevel;
  if (config.redisUrl) shareLimits(config.redisUrl);
  await openDatabase({
    ...source,
    poolSize: poolSizeFor(config),
    onPoolError: (error) => log.warn({ err: error }, "A database connection broke"),
  });
  const servers: Server[] = [];
  let jobs: JobRunner | undefined;
  try {
    await requireSafeConnection(database().appPool);
    const app = vite ? reloadingApp(vite, config) : createApp(config);
    servers.push(await listen(httpServer(app), config.port, config.host, "PORT"));
    if (!without.metrics) servers.push(await serveMetrics(config));
    measureDatabase();
    const lastSeen = startLastSeen();
    beforeExit(() => lastSeen.stop());
    if (!without.jobs) jobs = startJobs({ config, ...source });
  } catch (error) {
    await Promise.all(servers.map((server) => closeServer(server, 0)));
    await closeAll();
    throw error;
  }
  return {
    async close() {
      startDraining();
      await pause(noticeMs);
      await Promise.all([
        ...servers.map((server) => closeServer(server, hardStopMs)),
        jobs?.stop(hardStopMs),
      ]);
      await flushAll();
      await vite?.close();
      await closeAll();
    },
  };
}

async function closeAll(): Promise<void> {
  closeLimits();
  await closeDatabase();
}

/** All processes together stay well below the 100 connections that PostgreSQL allows by default. */
function poolSizeFor({ webConcurrency }: Config): number {
  return Math.max(3, Math.min(10, Math.floor(60 / webConcurrency)));
}
