import type { Request, Response } from "express";
import { expect, test, vi } from "vitest";
import { parseConfig } from "#app/base/config.ts";
import type { Limiter } from "#app/base/limiter.ts";
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
  const req = { path: "/login", headers: {}, accepts: () => false } as unknown as Request;
  let answered: number | null = null;
  const res = {
    locals: { facts: { clientKey: "192.0.2.1" } },
    set: () => res,
    type: () => res,
    send: () => res,
    status: (status: number) => {
      answered = status;
      return res;
    },
  } as unknown as Response;
  await planLimit(req, res, () => {});
  vi.advanceTimersByTime(waitedMs);
  await clientLimit(req, res, () => {});
  vi.useRealTimers();
  return answered;
}

test("a client that used up its share is refused until the share is filled again", async () => {
  expect(await secondAnswer({ msBeforeReset: 5_000, waitedMs: 4_999 })).toBe(429);
  expect(await secondAnswer({ msBeforeReset: 5_000, waitedMs: 5_002 })).toBe(null);
});

test("a share that is filled at that very moment doesn't refuse its client for ever", async () => {
  expect(await secondAnswer({ msBeforeReset: 0, waitedMs: 10 })).toBe(null);
});
