import type { RequestHandler } from "express";
import type { Config } from "#app/base/config.ts";
import { refuse } from "./refuse.ts";

/**
 * Unsafe methods must prove that a page of ours sent them: Origin is the public address, or else the browser itself says
 * `Sec-Fetch-Site: same-origin` (which also covers an installation reached under a second name). Neither: 403. It covers
 * resource routes too, which the router's own check does not.
 */
export function sameOrigin(config: Pick<Config, "appUrl">): RequestHandler {
  return function sameOrigin(req, res, next) {
    if (req.method === "GET" || req.method === "HEAD") return next();
    const { origin, "sec-fetch-site": site } = req.headers;
    if (origin === config.appUrl || site === "same-origin") return next();
    refuse(req, res, 403, { reason: "origin" });
  };
}
