import express, { type Express, type RequestHandler } from "express";
import type { ViteDevServer } from "vite";
import type { App } from "#app/app.ts";

/** Vite builds the handler again after a change. The application (database, limits, jobs) needs a restart. */
export function reloadingHandler(vite: ViteDevServer, app: App): Express {
  type Http = typeof import("#app/http/app.ts");
  let built: { from: Http["httpHandler"]; handle: RequestHandler } | undefined;
  return express().use(async (req, res, next) => {
    try {
      const { httpHandler } = (await vite.ssrLoadModule("/app/http/app.ts")) as Http;
      if (built?.from !== httpHandler)
        built = { from: httpHandler, handle: httpHandler(app, vite.middlewares) };
      built.handle(req, res, next);
    } catch (error) {
      vite.ssrFixStacktrace(error as Error);
      next(error);
    }
  });
}
