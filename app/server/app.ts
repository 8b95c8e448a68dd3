import { randomBytes, randomUUID } from "node:crypto";
import * as build from "virtual:react-router/server-build";
import { createRequestHandler } from "@react-router/express";
import express, { type Express } from "express";
import { RouterContextProvider, type ServerBuild } from "react-router";
import { secureCookies } from "#app/auth/session-cookie.ts";
import type { Config } from "#app/config.ts";
import {
  accessContext,
  configContext,
  type Door,
  doorContext,
  type RequestFacts,
  requestContext,
} from "#app/context.ts";
import type { Access } from "#app/policies/access.ts";
import { door } from "./door.ts";

/**
 * The application, ready to listen. The order of what follows is the design's (docs/DESIGN.md, "One request"), and a
 * test holds it: what stands higher refuses before what stands lower costs anything.
 */
export function createApp(config: Config): Express {
  secureCookies(config.appUrl.startsWith("https:"));
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxyHops);
  app.use((_req, res, next) => {
    res.locals.facts = {
      id: randomUUID(),
      nonce: randomBytes(16).toString("base64"),
      address: "",
      theme: "system",
      unavailable: false,
    } satisfies RequestFacts;
    next();
  });
  app.use(
    "/assets",
    express.static("build/client/assets", { immutable: true, maxAge: "1y", fallthrough: false }),
  );
  app.use(express.static("build/client", { maxAge: "1h" }));
  app.use(door);
  app.use(router(config));
  return app;
}

function router(config: Config) {
  const declared = declaredAccess(build);
  return createRequestHandler({
    build,
    mode: config.production ? "production" : undefined,
    getLoadContext(_req, res) {
      const context = new RouterContextProvider();
      context.set(doorContext, res.locals.door as Door);
      context.set(requestContext, res.locals.facts as RequestFacts);
      context.set(configContext, config);
      context.set(accessContext, declared);
      return context;
    },
  });
}

/** What each route and its layouts declare, by the pattern of the address, outermost first. */
export function declaredAccess({ routes }: Pick<ServerBuild, "routes">): Map<string, (Access | undefined)[]> {
  const branches = new Map<string, (Access | undefined)[]>();
  for (const leaf of Object.values(routes)) {
    if (!leaf) continue;
    const branch = [leaf];
    while (branch[0]?.parentId) {
      const parent = routes[branch[0].parentId];
      if (!parent) break;
      branch.unshift(parent);
    }
    const pattern = branch.flatMap((route) => route.path || []).join("/") || "/";
    const declared = branch.map((route) => (route.module as { handle?: { access?: Access } }).handle?.access);
    // A layout and its index share a pattern: the longer branch is the one that is matched.
    if (declared.length > (branches.get(pattern)?.length ?? 0)) branches.set(pattern, declared);
  }
  return branches;
}
