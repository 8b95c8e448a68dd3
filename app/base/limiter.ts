import cluster from "node:cluster";
import { Redis } from "ioredis";
import {
  RateLimiterCluster,
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterRes,
} from "rate-limiter-flexible";
import type { Logger } from "./log.ts";

/** Limiters count in Redis, else in the cluster's primary, else here: also while one of those is away. */

export interface Allowance {
  isAllowed: boolean;
  /** How many are allowed in the span. */
  points: number;
  remaining: number;
  msBeforeReset: number;
}

export interface Limiter {
  name: string;
  durationSeconds: number;
  /** `points` overrides the limiter's own: tenants of different plans share one. */
  spend(key: string, points?: number): Promise<Allowance>;
  refund(key: string): Promise<void>;
}

interface LimiterOptions {
  /** Named in the `RateLimit` headers, and part of each key. */
  name: string;
  points: number;
  durationSeconds: number;
}

type Store = Pick<RateLimiterMemory, "penalty" | "reward" | "delete">;

/** Beyond so many keys a limiter forgets the oldest, which then starts again. */
const maximumKeys = 50_000;

export interface Limiters {
  limiter(options: LimiterOptions): Limiter;
  close(): void;
}

export function createLimiters({
  redisUrl,
  log,
}: {
  redisUrl: string | undefined;
  log: Pick<Logger, "warn">;
}): Limiters {
  const redis = redisUrl === undefined ? undefined : connectRedis(redisUrl, log);
  return {
    limiter: (options) => limiterOn(redis, options),
    close: () => redis?.disconnect(),
  };
}

function connectRedis(redisUrl: string, log: Pick<Logger, "warn">): Redis {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 500,
  });
  let isAway = false;
  redis.on("error", (error) => {
    if (!isAway) log.warn({ err: error }, "Redis can't be reached: limits are counted by this process alone");
    isAway = true;
  });
  redis.on("ready", () => {
    isAway = false;
  });
  return redis;
}

function limiterOn(
  redis: Redis | undefined,
  { name, points: defaultPoints, durationSeconds }: LimiterOptions,
): Limiter {
  const insurance = new RateLimiterMemory({
    keyPrefix: name,
    points: defaultPoints,
    duration: durationSeconds,
  });
  const keys = new Set<string>();
  let shared: Store | undefined;

  async function count(change: "penalty" | "reward", key: string): Promise<RateLimiterRes> {
    shared ??= sharedStore(redis, { name, points: defaultPoints, durationSeconds });
    try {
      // `penalty` is a `consume` that doesn't reject: `spend` decides what is too much.
      return await (shared ?? insurance)[change](key, 1);
    } catch {
      return insurance[change](key, 1);
    }
  }

  function remember(key: string) {
    keys.delete(key);
    keys.add(key);
    if (keys.size <= maximumKeys) return;
    const [oldest] = keys;
    if (oldest === undefined) return;
    keys.delete(oldest);
    void insurance.delete(oldest);
    if (!redis) void shared?.delete(oldest).catch(() => {});
  }

  return {
    name,
    durationSeconds,
    async spend(key, points = defaultPoints) {
      const {
        consumedPoints = 1,
        msBeforeNext = durationSeconds * 1_000,
        isFirstInDuration,
      } = await count("penalty", key);
      if (isFirstInDuration || consumedPoints === 1) remember(key);
      return {
        isAllowed: consumedPoints <= points,
        points,
        remaining: Math.max(points - consumedPoints, 0),
        msBeforeReset: msBeforeNext,
      };
    },
    async refund(key) {
      await count("reward", key);
    },
  };
}

function sharedStore(
  redis: Redis | undefined,
  { name, points, durationSeconds }: LimiterOptions,
): Store | undefined {
  const options = { keyPrefix: name, points, duration: durationSeconds };
  if (redis) return new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true });
  return cluster.isWorker ? new RateLimiterCluster({ ...options, timeoutMs: 2_000 }) : undefined;
}

/** A limit that refuses, and for how long. */
export type UsedUpLimit = Pick<Limiter, "name" | "durationSeconds"> & Omit<Allowance, "isAllowed">;

/** The headers of a refusal (draft-ietf-httpapi-ratelimit-headers-10). */
export function refusalHeaders({
  name,
  durationSeconds,
  points,
  remaining,
  msBeforeReset,
}: UsedUpLimit): Record<string, string> {
  const seconds = Math.max(Math.ceil(msBeforeReset / 1_000), 1);
  return {
    "Retry-After": String(seconds),
    RateLimit: `"${name}";r=${remaining};t=${seconds}`,
    "RateLimit-Policy": `"${name}";q=${points};w=${durationSeconds}`,
  };
}
