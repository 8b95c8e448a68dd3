import { createHmac } from "node:crypto";
import { Company } from "#db/company.ts";
import { closeDatabase, type Database, openDatabase } from "#db/database.ts";
import type { Config } from "./base/config.ts";
import { createLimiters, type Limiters } from "./base/limiter.ts";
import { createLog, type Logger } from "./base/log.ts";
import { createMetrics, type Metrics } from "./base/metrics.ts";
import { ProcessTurns } from "./base/process-turns.ts";
import { type Attempts, createAttempts } from "./domain/account/attempts.ts";
import { entities } from "./domain/entities.ts";
import { knownTables } from "./domain/query.ts";
import { createLastSeen, type LastSeen } from "./domain/session/last-seen.ts";

/** All that outlives a request is here and not in a module: two applications in one process share nothing. */
export interface App {
  config: Config;
  log: Logger;
  metrics: Metrics;
  limiters: Limiters;
  attempts: Attempts;
  database: Database;
  lastSeen: LastSeen;
  /** For work that takes the thread for long. */
  turns: ProcessTurns;
  /** The links of invitations derive from it, so they are not stored. */
  linkKey: Buffer;
  /** The process is ending: `/readyz` says no, and each connection is closed after its answer. */
  isDraining: boolean;
}

/** `url` may name any account: the passwords of Rowhouse's roles derive from `secret`. */
export interface DatabaseSource {
  url: string;
  secret: string;
}

/** Doesn't listen, and doesn't connect before the first request. */
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
    attempts: createAttempts({ limiters, signInPerMinute }),
    database,
    lastSeen: createLastSeen({ database, log }),
    turns: new ProcessTurns(new Company()),
    linkKey: createHmac("sha256", secret).update("invitation links").digest(),
    isDraining: false,
  };
}

export async function closeApp({ lastSeen, limiters, database }: App): Promise<void> {
  await lastSeen.stop();
  limiters.close();
  await closeDatabase(database);
}

/** At most 60 in all, up to 20 processes. PostgreSQL allows 100 connections by default. */
function poolSizeFor({ webConcurrency }: Config): number {
  return Math.max(3, Math.min(10, Math.floor(60 / webConcurrency)));
}
