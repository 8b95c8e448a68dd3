import * as build from "virtual:react-router/server-build";
import compression from "compression";
import express, { type Express, type RequestHandler } from "express";
import type { Config } from "#app/base/config.ts";
import { log } from "#app/base/log.ts";
import { bodyLimits } from "./bodies.ts";
import { door } from "./door.ts";
import { failures } from "./failures.ts";
import { health } from "./health.ts";
import { addressLimit, planLimit } from "./limits.ts";
import { requestForm } from "./request-form.ts";
import { requestId } from "./request-id.ts";
import { requestLog } from "./request-log.ts";
import { requestMetrics } from "./request-metrics.ts";
import { router } from "./router.ts";
import { sameOrigin } from "./same-origin.ts";
import { securityHeaders } from "./security.ts";
import { secureCookies } from "./session-cookie.ts";
import { staticFiles } from "./static-files.ts";

/**
 * The application, ready to listen. The order of what follows is the design's (docs/design.md, "One request"), and a
 * test holds it: what stands higher refuses before what stands lower costs anything.
 * @param assets serves the browser's files; development has its own.
 */
export function createApp(config: Config, assets: RequestHandler = staticFiles()): Express {
  log.level = config.logLevel;
  secureCookies(config.appUrl.startsWith("https:"));
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", config.trustProxyHops);
  app.set("query parser", false);
  app.use(requestId(config));
  app.use(requestLog);
  app.use(securityHeaders(config));
  app.use(health);
  app.use(requestMetrics);
  app.use(requestForm);
  app.use(compression());
  app.use(assets);
  app.use(sameOrigin(config));
  app.use(bodyLimits);
  app.use(addressLimit);
  app.use(door);
  app.use(planLimit(config));
  app.use(router(config, build));
  app.use(failures);
  return app;
}
