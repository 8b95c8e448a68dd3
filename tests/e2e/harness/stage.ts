import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { createTestDatabase, type TestDatabase } from "#tests/harness/database.ts";
import { launchBrowser } from "./browser.ts";
import { noteComplaints } from "./complaints.ts";
import { type RunningServer, startServer } from "./server.ts";

type VisitOptions = BrowserContextOptions & {
  /** The Cookie header of a signed-in user, as the factories give it. */
  cookie?: string;
  /** The test makes requests fail: that is no complaint. */
  isBroken?: boolean;
};

export interface Stage {
  origin: string;
  db: TestDatabase;
  /** In a browser context of its own, with its own cookies. It is closed with the test. */
  visit(options?: VisitOptions): Promise<Page>;
}

/** The built application on an empty database, and a browser. A test fails if its browser complains. */
export function useStage(): Stage {
  const stage = {} as Stage;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    database = await createTestDatabase();
    [server, browser] = await Promise.all([startServer(database.url, database.secret), launchBrowser()]);
    stage.origin = server.origin;
    stage.db = database;
  });

  stage.visit = async ({ cookie, isBroken = false, ...options } = {}) => {
    const context = await browser.newContext({
      baseURL: server.origin,
      // Else Playwright, which waits until a thing stands still, scrolls the page under a menu that just opens.
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(15_000);
    contexts.push(context);
    noteComplaints(context, complaints, { isBroken });
    if (cookie) {
      const [name = "", value = ""] = cookie.split("=");
      await context.addCookies([{ name, value, url: server.origin }]);
    }
    return context.newPage();
  };

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await database?.drop();
  });
  return stage;
}
