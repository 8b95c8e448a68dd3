import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import { doorOf, factsOf } from "./locals.ts";

const quiet = new Set(["static", "healthz", "readyz"]);

/** The pattern and not the URL: it may hold a token (a password reset's) or what people search for. */
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
