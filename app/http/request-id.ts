import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Config } from "#app/base/config.ts";
import type { RequestFacts } from "#app/context.ts";
import { draining } from "#app/process/drain.ts";
import { readTheme } from "#app/ui/theme.ts";
import { addressKey, plainAddress } from "./client-key.ts";

const safeForm = /^[\w.-]{8,128}$/;

/** Names the request and gathers what every later step knows about it. An id from outside counts only behind a proxy. */
export function requestId(config: Pick<Config, "trustProxyHops">): RequestHandler {
  return function requestId(req, res, next) {
    const given = config.trustProxyHops > 0 ? req.headers["x-request-id"] : undefined;
    const id = typeof given === "string" && safeForm.test(given) ? given : randomUUID();
    res.locals.facts = {
      id,
      nonce: "",
      ipAddress: plainAddress(req.ip),
      address: addressKey(req.ip),
      theme: readTheme(req.headers.cookie),
      pattern: null,
      unavailable: false,
      bodyTooLarge: false,
    } satisfies RequestFacts;
    res.setHeader("X-Request-Id", id);
    if (draining()) res.setHeader("Connection", "close");
    next();
  };
}
