import cluster from "node:cluster";
import { Redis } from "ioredis";
import {
  RateLimiterCluster,
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterRes,
} from "rate-limiter-flexible";
import type { Logger } from "./log.ts";

/**
 * Counters that say how often something may happen in a span of time. They live in Redis if there is one, so that all
 * processes count together; else in the cluster's primary; else here. If the place they live in fails, this process
 * counts by itself until it is back.
 */

/** What a counter says about one more. */
export interface Allowance {
  isAllowed: boolean;
  /** How many are allowed in the span. */
  points: number;
  remaining: number;
  /** When the span ends and counting starts again. */
  msBeforeReset: number;
}

export interface Limiter {
  name: string;
  durationSeconds: number;
  /** Counts one more for a key. `points` overrides how many are allowed: tenants of different plans share a limiter. */
  spend(key: string, points?: number): Promise<Allowance>;
  /** Takes back one that turned out not to count. */
  refund(key: string): Promise<void>;
}

interface LimiterOptions {
  /** Appears in the `RateLimit` headers, and keeps the keys of different limiters apart. */
  name: string;
  points: number;
  durationSeconds: number;
}

type Store = Pick<RateLimiterMemory, "penalty" | "reward" | "delete">;

/** The most keys a limiter remembers. Beyond it the oldest is forgotten, which is in its favour. */
const maximumKeys = 50_000;

/** The limiters of one application: they count in the same place. */
export interface Limiters {
  /** Defines a limiter. It finds its place to count at its first use. */
  limiter(options: LimiterOptions): Limiter;
  close(): void;
}

/** Limiters that count in Redis if there is one, else in the cluster's primary, else in this process. */
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
      // A penalty is a `consume` that never rejects: whether it is too many is for `spend` to say.
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
    // Redis forgets by itself.
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

/** The headers of a refusal, as in draft-ietf-httpapi-ratelimit-headers-10. */
export function refusalHeaders(
  { name, durationSeconds }: Pick<Limiter, "name" | "durationSeconds">,
  { points, remaining, msBeforeReset }: Omit<Allowance, "isAllowed">,
): Record<string, string> {
  const seconds = Math.max(Math.ceil(msBeforeReset / 1_000), 1);
  return {
    "Retry-After": String(seconds),
    RateLimit: `"${name}";r=${remaining};t=${seconds}`,
    "RateLimit-Policy": `"${name}";q=${points};w=${durationSeconds}`,
  };
}
