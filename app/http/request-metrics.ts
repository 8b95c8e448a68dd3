import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import { doorOf, factsOf } from "./locals.ts";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export function requestMetrics({ metrics }: Pick<App, "metrics">): RequestHandler {
  return function requestMetrics(req, res, next) {
    const startedAt = performance.now();
    res.once("close", () => {
      metrics.countRequest({
        method: methods.has(req.method) ? req.method : "other",
        route: factsOf(res).pattern ?? "unmatched",
        status: res.statusCode,
        tenant: doorOf(res)?.tenant ?? null,
        seconds: (performance.now() - startedAt) / 1_000,
      });
    });
    next();
  };
}
