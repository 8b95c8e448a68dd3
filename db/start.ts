import { setTimeout } from "node:timers/promises";
import { DataDirInUseError, findRunningPostgres, lockDataDir, startEmbeddedPostgres } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { sessionSecretIn } from "./session-secret.ts";

export interface DatabaseConfig {
  /** Absent: Rowhouse starts its own PostgreSQL under `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  postgresBinDir: string | undefined;
  /** Absent: made once and kept in `dataDir`. */
  sessionSecret: string | undefined;
}

export interface Started {
  url: string;
  secret: string;
  /** Ends what this process started; nothing, with DATABASE_URL. */
  stop(): Promise<void>;
}

/** Migrated and ready. @throws {DatabaseSetupError | EmbeddedPostgresError} with a text for the operator. */
export async function startDatabase(config: DatabaseConfig): Promise<Started> {
  const database = await setUp(config, config.databaseUrl ?? (await startOwn(config)));
  try {
    await migrate(database.url, database.secret);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

export interface Reached extends Started {
  /** So no other process uses it. */
  startedHere: boolean;
}

/** For a command: the running database or one started now, of any version. @throws {EmbeddedPostgresError} */
export async function reachDatabase(config: DatabaseConfig): Promise<Reached> {
  const server = config.databaseUrl ?? (await findOrStartOwn(config));
  return { ...(await setUp(config, server)), startedHere: typeof server !== "string" };
}

const startingTakesMs = 10_000;

/** A process that holds the directory without a database is about to start one, or has just stopped it. */
async function findOrStartOwn(config: DatabaseConfig): Promise<string | OwnServer> {
  const giveUpAt = Date.now() + startingTakesMs;
  for (;;) {
    const running = await findRunningPostgres(config.dataDir);
    if (running) return running.url;
    try {
      return await startOwn(config);
    } catch (error) {
      if (!(error instanceof DataDirInUseError) || Date.now() > giveUpAt) throw error;
    }
    await setTimeout(100);
  }
}

interface OwnServer {
  url: string;
  stop(): Promise<void>;
}

async function startOwn({ dataDir, postgresBinDir }: DatabaseConfig): Promise<OwnServer> {
  const lock = await lockDataDir(dataDir);
  try {
    const server = await startEmbeddedPostgres({ dataDir, binDir: postgresBinDir });
    return { url: server.url, stop: () => server.stop().finally(() => lock.release()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A server named by a URL belongs to others: it is never stopped. */
async function setUp(config: DatabaseConfig, server: string | OwnServer): Promise<Started> {
  const { url, stop } = typeof server === "string" ? { url: server, stop: async () => {} } : server;
  try {
    const secret = config.sessionSecret ?? (await sessionSecretIn(config.dataDir));
    return { url, secret, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
