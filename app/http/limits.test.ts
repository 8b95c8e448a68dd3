import type { Request, Response } from "express";
import { expect, test, vi } from "vitest";
import { networkOf } from "#app/base/client-key.ts";
import { parseConfig } from "#app/base/config.ts";
import { createLimiters, type Limiter } from "#app/base/limiter.ts";
import { createMetrics } from "#app/base/metrics.ts";
import { requestLimits } from "./limits.ts";

function usedUp(msBeforeReset: number) {
  const limiter: Limiter = {
    name: "used-up",
    durationSeconds: 60,
    spend: async () => ({ isAllowed: true, points: 1, remaining: 0, msBeforeReset }),
    refund: async () => {},
  };
  return { limiter: () => limiter, close() {} };
}

/** The status of a client's second request, `waitedMs` after the first; null if it passes. */
async function secondAnswer({ msBeforeReset, waitedMs }: { msBeforeReset: number; waitedMs: number }) {
  vi.useFakeTimers({ now: 1_000_000 });
  const { clientLimit, planLimit } = requestLimits({
    config: parseConfig({}),
    limiters: usedUp(msBeforeReset),
    metrics: createMetrics(),
  });
  const { res, answer } = answerTo("192.0.2.1");
  await planLimit(req, res, () => {});
  vi.advanceTimersByTime(waitedMs);
  await clientLimit(req, res, () => {});
  vi.useRealTimers();
  return answer.status;
}

const req = { path: "/login", headers: {}, accepts: () => false } as unknown as Request;

/** `status` stays null if the request passes. */
function answerTo(clientKey: string) {
  const answer: { status: number | null } = { status: null };
  const res = {
    locals: { facts: { clientKey, network: networkOf(clientKey) } },
    set: () => res,
    type: () => res,
    send: () => res,
    status: (status: number) => {
      answer.status = status;
      return res;
    },
  } as unknown as Response;
  return { res, answer };
}

test("a client that used up its share is refused until the share is filled again", async () => {
  expect(await secondAnswer({ msBeforeReset: 5_000, waitedMs: 4_999 })).toBe(429);
  expect(await secondAnswer({ msBeforeReset: 5_000, waitedMs: 5_002 })).toBe(null);
});

test("a share that is filled at that very moment doesn't refuse its client for ever", async () => {
  expect(await secondAnswer({ msBeforeReset: 0, waitedMs: 10 })).toBe(null);
});

test("requests that pass the first step at once, and are too many for a client, cost its network nothing", async () => {
  const { planLimit } = requestLimits({
    config: parseConfig({ RATE_LIMIT_OUTSIDER: "10" }),
    limiters: createLimiters({ redisUrl: undefined, log: { warn() {} } }),
    metrics: createMetrics(),
  });
  const ask = async (clientKey: string) => {
    const { res, answer } = answerTo(clientKey);
    await planLimit(req, res, () => {});
    return answer.status;
  };
  const seen = [];
  for (let count = 0; count < 150; count++) seen.push(await ask("192.0.2.1"));
  expect(seen.filter((status) => status === 429)).toHaveLength(140);
  expect(await ask("192.0.2.2")).toBeNull();
});
