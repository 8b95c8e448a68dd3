import type { RequestListener } from "node:http";
import { expect, test } from "vitest";
import { closeApp, createApp } from "#app/app.ts";
import { parseConfig } from "#app/base/config.ts";
import { httpHandler } from "./app.ts";

interface Stack {
  router: { stack: { name: string }[] };
}

test("steps that refuse cheaply stand before steps that cost something", async () => {
  const source = { url: "postgres://127.0.0.1/none", secret: "x".repeat(40) };
  const app = await createApp(parseConfig({ LOG_LEVEL: "silent" }), source);
  const handler: RequestListener = httpHandler(app);
  expect((handler as unknown as Stack).router.stack.map((step) => step.name)).toEqual([
    "unreadBody",
    "requestId",
    "requestLog",
    "fairStart",
    "securityHeaders",
    "health",
    "requestMetrics",
    "requestForm",
    "staticFiles",
    "compression",
    "sameOrigin",
    "bodyLimits",
    "clientLimit",
    "door",
    "planLimit",
    "outsiderBodyLimit",
    "router",
    "failures",
  ]);
  await closeApp(app);
});
