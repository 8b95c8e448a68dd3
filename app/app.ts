import { createHmac } from "node:crypto";
import { closeDatabase, type Database, openDatabase } from "#db/database.ts";
import type { Config } from "./base/config.ts";
import { createLimiters, type Limiters } from "./base/limiter.ts";
import { createLog, type Logger } from "./base/log.ts";
import { createMetrics, type Metrics } from "./base/metrics.ts";
import { type Attempts, createAttempts } from "./domain/account/attempts.ts";
import { entities } from "./domain/entities.ts";
import { knownTables } from "./domain/query.ts";
import { createLastSeen, type LastSeen } from "./domain/session/last-seen.ts";

/**
 * What one running application holds. Everything that lasts longer than a request is here, and nothing in a module: two
 * applications in one process share nothing.
 */
export interface App {
  config: Config;
  log: Logger;
  metrics: Metrics;
  limiters: Limiters;
  attempts: Attempts;
  database: Database;
  lastSeen: LastSeen;
  /** From it the links of invitations that people copy derive, so that they are stored nowhere. */
  linkKey: Buffer;
  /** It is on its way out: `/readyz` says no, and connections are closed after their answer. */
  isDraining: boolean;
}

/** Where the data are: the address of a database with any account, and the secret its roles' passwords derive from. */
export interface DatabaseSource {
  url: string;
  secret: string;
}

/** Makes an application. Nothing is listened on, and nothing connects before the first request. */
export async function createApp(config: Config, { url, secret }: DatabaseSource): Promise<App> {
  const log = createLog(config);
  const metrics = createMetrics();
  const limiters = createLimiters({ redisUrl: config.redisUrl, log });
  const database = await openDatabase({
    url,
    secret,
    entities,
    tables: knownTables(),
    poolSize: poolSizeFor(config),
    onPoolError: (error) => log.warn({ err: error }, "A database connection broke"),
  });
  const { signInPerMinute } = config.limits;
  return {
    config,
    log,
    metrics,
    limiters,
    attempts: createAttempts({ limiters, metrics, signInPerMinute }),
    database,
    lastSeen: createLastSeen({ database, log }),
    linkKey: createHmac("sha256", secret).update("invitation links").digest(),
    isDraining: false,
  };
}

/** Writes what is still gathered, and ends every connection. */
export async function closeApp({ lastSeen, limiters, database }: App): Promise<void> {
  await lastSeen.stop();
  limiters.close();
  await closeDatabase(database);
}

/** All processes together stay well below the 100 connections that PostgreSQL allows by default. */
function poolSizeFor({ webConcurrency }: Config): number {
  return Math.max(3, Math.min(10, Math.floor(60 / webConcurrency)));
}
