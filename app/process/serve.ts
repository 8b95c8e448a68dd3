import type { RequestListener, Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { AggregatorRegistry } from "prom-client";
import type { ViteDevServer } from "vite";
import { type App, closeApp, createApp, type DatabaseSource } from "#app/app.ts";
import type { Config } from "#app/base/config.ts";
import type { Logger } from "#app/base/log.ts";
import { httpHandler } from "#app/http/app.ts";
import { type JobRunner, startJobs } from "#app/jobs/runner.ts";
import { requireSafeConnection } from "#db/safety.ts";
import { ConnectionBound, type ConnectionEnd } from "./connection-bound.ts";
import { measureDatabase } from "./database-metrics.ts";
import { reloadingHandler } from "./development.ts";
import { closeServer, httpServer } from "./http-server.ts";
import { listen } from "./listen.ts";
import { serveMetrics } from "./metrics-server.ts";

export { supervise, work } from "./cluster.ts";
export { greeting } from "./greeting.ts";
export { endWith } from "./lifecycle.ts";

export interface ServeOptions {
  config: Config;
  database: DatabaseSource;
  vite?: ViteDevServer;
  /** What another process does. */
  without?: { metrics?: boolean; jobs?: boolean };
}

export interface Serving {
  log: Logger;
  /** Lets what is in flight finish, then closes everything; takes at most about 25 seconds. */
  close(): Promise<void>;
}

/** Before the end, `/readyz` says no for so long while requests are still taken: load balancers notice. */
const noticeMs = 1_000;
const hardStopMs = 22_000;

export async function serve({ config, database, vite, without = {} }: ServeOptions): Promise<Serving> {
  const app = await createApp(config, database);
  const { log, metrics } = app;
  const servers: Server[] = [];
  let jobs: JobRunner | undefined;
  try {
    await requireSafeConnection(app.database.appPool);
    const handler = vite ? reloadingHandler(vite, app) : httpHandler(app);
    servers.push(await listen(boundServer(handler, app), config.port, config.host, "PORT"));
    measureDatabase(app);
    if (without.metrics) AggregatorRegistry.setRegistries([metrics.registry]);
    else servers.push(await serveMetrics(config, log, () => metrics.registry.metrics()));
    if (!without.jobs) jobs = startJobs(app, database);
  } catch (error) {
    await Promise.all(servers.map((server) => closeServer(server, 0)));
    await closeApp(app);
    throw error;
  }
  return {
    log,
    async close() {
      app.isDraining = true;
      await pause(noticeMs);
      await Promise.all([
        ...servers.map((server) => closeServer(server, hardStopMs)),
        jobs?.stop(hardStopMs),
      ]);
      await vite?.close();
      await closeApp(app);
    },
  };
}

function boundServer(handler: RequestListener, { config, metrics }: App): Server {
  const onRefused = (bound: "process" | ConnectionEnd) => metrics.connectionsRefused.inc({ bound });
  const clients =
    config.trustProxyHops > 0
      ? undefined
      : new ConnectionBound({ mostPerAddress: config.connectionsPerAddress, onRefused });
  const server = httpServer(handler, (socket) => {
    onRefused("flood");
    clients?.noteFlood(socket);
  });
  server.on("drop", () => onRefused("process"));
  clients?.watch(server);
  return server;
}
