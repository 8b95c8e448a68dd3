import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import { doorOf, factsOf } from "./locals.ts";

const quiet = new Set(["static", "healthz", "readyz"]);

/**
 * One line a request, when it is over. It names the route by its pattern: an address may hold a token (a password
 * reset's does), and what people search for is their own business.
 */
export function requestLog({ log }: Pick<App, "log">): RequestHandler {
  return function requestLog(req, res, next) {
    const startedAt = performance.now();
    res.once("close", () => {
      const facts = factsOf(res);
      const level = facts.pattern && quiet.has(facts.pattern) ? "debug" : "info";
      if (!log.isLevelEnabled(level)) return;
      const door = doorOf(res);
      log[level]({
        requestId: facts.id,
        tenantId: door?.tenant?.id,
        userId: door?.user?.id,
        method: req.method,
        route: facts.pattern ?? "unmatched",
        status: res.writableFinished ? res.statusCode : 499,
        durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
      });
    });
    next();
  };
}
