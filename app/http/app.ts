import * as build from "virtual:react-router/server-build";
import compression from "compression";
import express, { type Express, type RequestHandler } from "express";
import type { App } from "#app/app.ts";
import { bodyLimits, outsiderBodyLimit } from "./bodies.ts";
import { door } from "./door.ts";
import { failures } from "./failures.ts";
import { fairStart } from "./fair-start.ts";
import { health } from "./health.ts";
import { requestLimits } from "./limits.ts";
import { requestForm } from "./request-form.ts";
import { requestId } from "./request-id.ts";
import { requestLog } from "./request-log.ts";
import { requestMetrics } from "./request-metrics.ts";
import { router } from "./router.ts";
import { sameOrigin } from "./same-origin.ts";
import { securityHeaders } from "./security.ts";
import { staticFiles } from "./static-files.ts";
import { unreadBodies } from "./unread-body.ts";

/** A test holds the order (docs/design.md, "One request"). Development brings its own `assets`. */
export function httpHandler(app: App, assets: RequestHandler = staticFiles()): Express {
  const { config } = app;
  const { clientLimit, planLimit } = requestLimits(app);
  const handler = express();
  handler.disable("x-powered-by");
  handler.disable("etag");
  handler.set("trust proxy", config.trustProxyHops);
  handler.set("query parser", false);
  handler.use(unreadBodies());
  handler.use(requestId(app));
  handler.use(requestLog(app));
  handler.use(fairStart());
  handler.use(securityHeaders(config));
  handler.use(health(app));
  handler.use(requestMetrics(app));
  handler.use(requestForm);
  handler.use(assets);
  handler.use(compression());
  handler.use(sameOrigin(config));
  handler.use(bodyLimits);
  handler.use(clientLimit);
  handler.use(door(app));
  handler.use(planLimit);
  handler.use(outsiderBodyLimit);
  handler.use(router(app, build));
  handler.use(failures(app));
  return handler;
}
