import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { type App, closeApp, createApp } from "#app/app.ts";
import { parseConfig } from "#app/base/config.ts";
import { httpHandler } from "#app/http/app.ts";
import { type TestDatabase, useUnopenedDatabase } from "./database.ts";
import { type Visitor, visitor } from "./visitor.ts";

export interface TestApp {
  origin: string;
  /** What it holds: its configuration, its database, its limits. */
  holds: App;
  db: TestDatabase;
  /** A browser without a face: keeps cookies, sends the right origin, follows no redirects. */
  visitor(cookie?: string): Visitor;
}

/** Gives a test file the whole application on a port and a database of its own: `const app = useApp()`. */
export function useApp(env: Record<string, string> = {}): TestApp {
  const db = useUnopenedDatabase();
  const app = { db } as TestApp;
  let server: Server;
  beforeAll(async () => {
    // The port is known only once it listens; the application has to know it from the beginning.
    server = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", () => resolve());
    await promise;
    app.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = parseConfig({
      NODE_ENV: "production",
      LOG_LEVEL: "silent",
      RATE_LIMIT_OUTSIDER: "100000",
      RATE_LIMIT_SIGN_IN: "100000",
      APP_URL: app.origin,
      ...env,
    });
    app.holds = await createApp(config, db);
    server.on("request", httpHandler(app.holds));
    app.visitor = (cookie) => visitor(app.origin, cookie);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await closeApp(app.holds);
  });
  return app;
}
