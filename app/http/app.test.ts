import type { RequestListener } from "node:http";
import { expect, test } from "vitest";
import { parseConfig } from "#app/base/config.ts";
import { createApp } from "./app.ts";

interface Stack {
  router: { stack: { name: string }[] };
}

test("what refuses cheaply stands before what costs something", () => {
  const app: RequestListener = createApp(parseConfig({ LOG_LEVEL: "silent" }));
  expect((app as unknown as Stack).router.stack.map((step) => step.name)).toEqual([
    "requestId",
    "requestLog",
    "securityHeaders",
    "health",
    "requestMetrics",
    "requestForm",
    "compression",
    "staticFiles",
    "sameOrigin",
    "bodyLimits",
    "addressLimit",
    "door",
    "planLimit",
    "router",
    "failures",
  ]);
});
