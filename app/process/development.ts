import express, { type Express, type RequestHandler } from "express";
import type { ViteDevServer } from "vite";
import type { Config } from "#app/base/config.ts";

/**
 * The application with hot reload: Vite serves the browser's files, and after a change to anything the application
 * imports the next request builds it anew. What the process itself holds (the database, jobs) needs a restart.
 */
export function reloadingApp(vite: ViteDevServer, config: Config): Express {
  type App = typeof import("#app/http/app.ts");
  let built: { from: App["createApp"]; app: RequestHandler } | undefined;
  return express().use(async (req, res, next) => {
    try {
      const { createApp } = (await vite.ssrLoadModule("/app/http/app.ts")) as App;
      if (built?.from !== createApp) built = { from: createApp, app: createApp(config, vite.middlewares) };
      built.app(req, res, next);
    } catch (error) {
      vite.ssrFixStacktrace(error as Error);
      next(error);
    }
  });
}
