import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { type App, closeApp, createApp, type DatabaseSource } from "#app/app.ts";
import { parseConfig } from "#app/base/config.ts";
import { httpHandler } from "#app/http/app.ts";
import { httpServer } from "#app/process/http-server.ts";
import { type TestDatabase, useUnopenedDatabase } from "./database.ts";
import { type Visitor, visitor } from "./visitor.ts";

export interface UnservedApp {
  holds: App;
  db: TestDatabase;
}

export interface TestApp extends UnservedApp {
  origin: string;
  /** Keeps cookies, sends the right origin, follows no redirects. */
  visitor(cookie?: string): Visitor;
}

interface ServedApp extends Omit<TestApp, "db"> {
  close(): Promise<void>;
}

export async function serveApp(source: DatabaseSource, env: Record<string, string> = {}): Promise<ServedApp> {
  // The application must know its port from the beginning, and the port is known only once something listens.
  let handler: RequestListener;
  const server = httpServer((req, res) => handler(req, res));
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", () => resolve());
  await promise;
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = parseConfig({
    NODE_ENV: "production",
    LOG_LEVEL: "silent",
    RATE_LIMIT_OUTSIDER: "100000",
    RATE_LIMIT_SIGN_IN: "100000",
    APP_URL: origin,
    ...env,
  });
  const holds = await createApp(config, source);
  handler = httpHandler(holds);
  return {
    origin,
    holds,
    visitor: (cookie) => visitor(origin, cookie),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await closeApp(holds);
    },
  };
}

/** For a whole test file: `const app = useApp()`. */
export function useApp(env: Record<string, string> = {}): TestApp {
  const db = useUnopenedDatabase();
  const app = { db } as TestApp;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const { close: closeServed, ...served } = await serveApp(db, env);
    close = closeServed;
    Object.assign(app, served);
  });
  afterAll(() => close());
  return app;
}

/** As `useApp`, without a server. */
export function useUnservedApp(): UnservedApp {
  const db = useUnopenedDatabase();
  const app = { db } as UnservedApp;
  beforeAll(async () => {
    app.holds = await createApp(parseConfig({ LOG_LEVEL: "silent" }), db);
  });
  afterAll(() => closeApp(app.holds));
  return app;
}
