import { createServer, type Server } from "node:http";
import { Registry } from "prom-client";
import type { Config } from "#app/base/config.ts";
import type { Logger } from "#app/base/log.ts";
import { listen } from "./listen.ts";

/** On a port of its own: it is not for the public. */
export async function serveMetrics(
  { metricsPort, metricsHost }: Pick<Config, "metricsPort" | "metricsHost">,
  log: Logger,
  read: () => Promise<string>,
): Promise<Server> {
  const server = createServer(async (req, res) => {
    if (req.url?.split("?")[0] !== "/metrics" || (req.method !== "GET" && req.method !== "HEAD")) {
      res.writeHead(404).end();
      return;
    }
    try {
      const text = await read();
      res.writeHead(200, { "Content-Type": Registry.PROMETHEUS_CONTENT_TYPE }).end(text);
    } catch (error) {
      log.warn({ err: error }, "Metrics could not be read");
      res.writeHead(503).end();
    }
  });
  server.requestTimeout = 10_000;
  return listen(server, metricsPort, metricsHost, "METRICS_PORT");
}
