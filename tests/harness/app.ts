import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { type Config, parseConfig } from "#app/base/config.ts";
import { createApp } from "#app/http/app.ts";
import { type TestDatabase, useDatabase } from "./database.ts";
import { type Visitor, visitor } from "./visitor.ts";

export interface TestApp {
  origin: string;
  config: Config;
  db: TestDatabase;
  /** A browser without a face: keeps cookies, sends the right origin, follows no redirects. */
  visitor(cookie?: string): Visitor;
}

/** Gives a test file the whole application on a port and a database of its own: `const app = useApp()`. */
export function useApp(env: Record<string, string> = {}): TestApp {
  const db = useDatabase();
  const app = { db } as TestApp;
  let server: Server;
  beforeAll(async () => {
    const config = parseConfig({
      NODE_ENV: "production",
      LOG_LEVEL: "silent",
      RATE_LIMIT_OUTSIDER: "100000",
      RATE_LIMIT_SIGN_IN: "100000",
      ...env,
    });
    // The port is known only once it listens; the origin proof needs it before.
    const { promise, resolve } = Promise.withResolvers<void>();
    server = createApp(config).listen(0, "127.0.0.1", () => resolve());
    await promise;
    config.appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app.origin = config.appUrl;
    app.config = config;
    app.visitor = (cookie) => visitor(config.appUrl, cookie);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return app;
}
