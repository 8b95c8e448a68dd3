import { RouterContextProvider } from "react-router";
import { expect, test } from "vitest";
import type { App } from "#app/app.ts";
import { createMetrics } from "#app/base/metrics.ts";
import { appContext, type Door, doorContext } from "#app/context.ts";
import { tooOften } from "#app/domain/outcome.ts";
import { answerRefusal } from "./answer.ts";

const limit = { name: "some", durationSeconds: 60, points: 5, remaining: 0, msBeforeReset: 22_500 };
const refusal = tooOften({ reason: "attempts", limit });

test.each([
  ["the tenant's plan", { plan: "team" }, "team"],
  ["no plan outside a tenant", null, "none"],
])(
  "what is asked too often is a 429 with the limit's headers, counted once for %s",
  async (_, tenant, plan) => {
    const context = new RouterContextProvider();
    const metrics = createMetrics();
    context.set(appContext, { metrics } as App);
    context.set(doorContext, { tenant } as Door);
    const given = new FormData();
    given.set("email", "ada@example.test");
    const { data, init } = answerRefusal(context, refusal, { given, refused: {} });
    expect(data).toEqual({
      errors: { "": ["Too many attempts. Try again in 23 seconds."] },
      values: { email: "ada@example.test" },
    });
    expect(init).toEqual({
      status: 429,
      headers: {
        "Retry-After": "23",
        RateLimit: '"some";r=0;t=23',
        "RateLimit-Policy": '"some";q=5;w=60',
      },
    });
    const { values } = await metrics.rateLimited.get();
    expect(values.map(({ labels, value }) => [labels.plan, value])).toEqual([[plan, 1]]);
  },
);
