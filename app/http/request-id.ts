import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { App } from "#app/app.ts";
import { clientKeyOfIp, networkOf, plainAddress } from "#app/base/client-key.ts";
import type { RequestFacts } from "#app/context.ts";
import { readTheme } from "#app/ui/theme.ts";

const safeForm = /^[\w.-]{8,128}$/;

/** A request id from outside counts only behind a proxy. */
export function requestId(app: Pick<App, "config" | "isDraining">): RequestHandler {
  return function requestId(req, res, next) {
    const given = app.config.trustProxyHops > 0 ? req.headers["x-request-id"] : undefined;
    const id = typeof given === "string" && safeForm.test(given) ? given : randomUUID();
    const gone = new AbortController();
    res.once("close", () => {
      if (!res.writableFinished) gone.abort();
    });
    const clientKey = clientKeyOfIp(req.ip);
    res.locals.facts = {
      id,
      signal: gone.signal,
      nonce: "",
      ipAddress: plainAddress(req.ip),
      clientKey,
      network: networkOf(clientKey),
      theme: readTheme(req.headers.cookie, app.config),
      pattern: null,
      passingFailure: null,
    } satisfies RequestFacts;
    res.setHeader("X-Request-Id", id);
    if (app.isDraining) res.setHeader("Connection", "close");
    next();
  };
}
