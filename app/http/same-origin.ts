import type { RequestHandler } from "express";
import type { Config } from "#app/base/config.ts";
import { sendRefusal } from "./refuse.ts";

/**
 * Origin must be the public address, or the browser says `Sec-Fetch-Site: same-origin`, as under a second
 * name of the installation. Resource routes are checked too; the router's own check leaves them out.
 */
export function sameOrigin(config: Pick<Config, "appUrl">): RequestHandler {
  return function sameOrigin(req, res, next) {
    if (req.method === "GET" || req.method === "HEAD") return next();
    const { origin, "sec-fetch-site": site } = req.headers;
    if (origin === config.appUrl || site === "same-origin") return next();
    sendRefusal(req, res, 403, { reason: "origin" });
  };
}
